import {
  AiuError,
  CATALOGUE,
  type ChatEvent,
  type ErrorCode,
  type FinishEvent,
  readAnswer,
  stream,
  toResponse,
  wrap,
} from '@aiu/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { streaming, textEvents, usage } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { failing } from '../support/failing.ts'
import { faucet } from '../support/faucet.ts'
import { settled } from '../support/turns.ts'

const everyKind: ChatEvent[] = [
  { type: 'start', model: 'm', id: 'i', warnings: [{ code: 'c', message: 'w' }] },
  { type: 'reasoning', text: 'Hm.\n\n' },
  { type: 'reasoning', text: '', signature: 'seal' },
  { type: 'text', text: 'Zürich 🏔\r\n data: x\n\nevent: y\u2028' },
  { type: 'text', text: ' ' },
  { type: 'refusal', text: 'No.' },
  { type: 'source', url: 'http://a.test', title: 't' },
  { type: 'tool-call-delta', index: 0, id: '1', name: 'x', delta: '{"a"' },
  { type: 'tool-call', call: { type: 'tool-call', id: '1', name: 'x', arguments: '{"a":1}' } },
  { type: 'usage', usage },
  { type: 'finish', finishReason: 'tool-calls', rawFinishReason: 'tool_calls', usage },
]
async function* given(...events: readonly (ChatEvent | Error)[]): AsyncGenerator<ChatEvent, undefined> {
  for (const event of events) {
    if (event instanceof Error) throw event
    yield event
  }
}
/** The same reply, its body in pieces of so many bytes. */
async function inPieces(reply: Response, size: number): Promise<Response> {
  const bytes = new Uint8Array(await reply.arrayBuffer())
  let at = 0
  const body = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.subarray(at, at + size))
      at += size
    },
  })
  return new Response(body, reply)
}

describe('there and back', () => {
  test('events of every kind', async () => {
    expect(await collect(readAnswer(toResponse(given(...everyKind))))).toEqual(everyKind)
  })

  test.each([[1], [2], [3], [7]])('in pieces of %d bytes', async (size) => {
    const reply = await inPieces(toResponse(given(...everyKind)), size)
    expect(await collect(readAnswer(reply))).toEqual(everyKind)
  })

  test('any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' })),
        fc.integer({ min: 1, max: 9 }),
        async (texts, size) => {
          const events = textEvents(...texts.map((text) => text.toWellFormed()))
          expect(await collect(readAnswer(await inPieces(toResponse(given(...events)), size)))).toEqual(
            events,
          )
        },
      ),
    )
  })

  test('a stream of ours, its base with it; not what was tried, nor the vendor’s headers', async () => {
    const events = textEvents('a')
    const provider = streaming([
      { ...events[0], headers: { 'x-request-id': 'r' } } as ChatEvent,
      ...events.slice(1),
    ])
    for (const from of [provider, wrap(provider)]) {
      const reply = toResponse(stream(from, 'q'))
      const body = await reply.clone().text()
      expect(body).not.toMatch(/attempts|headers|fake\.test/)
      const finish = (await collect(readAnswer(reply))).at(-1) as FinishEvent
      expect(finish).toMatchObject({
        provider: 'fake',
        model: 'model-1',
        usage,
        timing: { totalMs: expect.any(Number) },
      })
    }
  })

  test('live: an event is there before the next is made', async () => {
    const provider = faucet()
    const events = readAnswer(toResponse(stream(provider, 'q')))
    const first = events.next()
    provider.push({ type: 'text', text: 'a' })
    expect((await first).value).toEqual({ type: 'text', text: 'a' })
    const second = events.next()
    provider.push({ type: 'text', text: 'b' })
    expect((await second).value).toEqual({ type: 'text', text: 'b' })
  })
})

describe('the reply', () => {
  test('is an event stream that nobody keeps', () => {
    const { status, headers } = toResponse(given())
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream',
      'no-cache',
    ])
  })

  test('has the status and headers given', () => {
    const reply = toResponse(given(), { status: 201, headers: { 'x-mine': '1' } })
    expect([reply.status, reply.headers.get('x-mine')]).toEqual([201, '1'])
  })

  test('that nobody reads sends nothing', async () => {
    const provider = streaming(textEvents('a'))
    toResponse(stream(provider, 'q'))
    await settled()
    expect(provider.requests).toHaveLength(0)
  })

  test('that is read slowly is made slowly', async () => {
    let made = 0
    async function* endless(): AsyncGenerator<ChatEvent, undefined> {
      for (;;) yield { type: 'text', text: `${made++}` }
    }
    const reader = toResponse(endless()).body?.getReader()
    for (let read = 1; read <= 10; read++) {
      await reader?.read()
      await settled()
      expect(made).toBeLessThanOrEqual(read + 1)
    }
    await reader?.cancel()
  })

  test('whose reader leaves closes the provider’s stream', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    const reader = toResponse(answer).body?.getReader()
    provider.push({ type: 'text', text: 'a' })
    await reader?.read()
    await reader?.cancel()
    await settled()
    expect(provider.closed).toBe(1)
    expect((await failing(answer.response)).code).toBe('aborted')
  })

  test('so while an event is waited for', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    const reader = toResponse(answer).body?.getReader()
    const pending = reader?.read()
    await settled()
    await reader?.cancel()
    expect(await pending).toEqual({ value: undefined, done: true })
    expect(provider.closed).toBe(1)
    expect((await failing(answer.response)).code).toBe('aborted')
  })

  test('a loop over readAnswer that is left does so too', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    provider.push({ type: 'text', text: 'a' }, { type: 'text', text: 'b' })
    for await (const _ of readAnswer(toResponse(answer))) break
    await settled()
    expect(provider.closed).toBe(1)
  })
})

describe('an error', () => {
  test.each(Object.keys(CATALOGUE) as ErrorCode[])(
    '%s is thrown as it was, after what had come',
    async (code) => {
      const cause = new Error('inner secret')
      const error = new AiuError(code, 'What happened.', {
        hint: 'Do this.',
        retryAfterMs: 5,
        cause,
        model: 'm',
      })
      const reply = toResponse(given({ type: 'text', text: 'a' }, error))
      const body = await reply.clone().text()
      expect(body).not.toMatch(/secret|"model"/)
      const seen: ChatEvent[] = []
      const read = async (): Promise<void> => {
        for await (const event of readAnswer(reply)) seen.push(event)
      }
      expect(await failing(read())).toMatchObject({
        code,
        name: CATALOGUE[code][0],
        message: 'What happened.',
        hint: 'Do this.',
        retryAfterMs: 5,
      })
      expect(seen).toEqual([{ type: 'text', text: 'a' }])
    },
  )

  test('a foreign one tells nothing of itself', async () => {
    const reply = toResponse(given(new Error('at /srv/app.ts with a secret')))
    expect(await reply.clone().text()).not.toMatch(/srv|secret/)
    expect((await failing(collect(readAnswer(reply)))).code).toBe('server')
  })

  test.each([['no-such-code'], ['toString'], ['__proto__'], [undefined], [5]])(
    'of a code unknown here (%s) is one of the server',
    async (code) => {
      const reply = new Response(`data: ${JSON.stringify({ type: 'error', code, message: 'New.' })}\n\n`)
      expect(await failing(collect(readAnswer(reply)))).toMatchObject({ code: 'server', message: 'New.' })
    },
  )

  test('without a hint has the catalogue’s', async () => {
    const reply = new Response('data: {"type":"error","code":"quota","message":"None left."}\n\n')
    expect((await failing(collect(readAnswer(reply)))).hint).toBe(CATALOGUE.quota[1])
  })
})

describe('a reply that is not whole', () => {
  test('cut after any of its bytes before the finish is interrupted', async () => {
    const whole = new Uint8Array(await toResponse(given(...everyKind)).arrayBuffer())
    // All but the line that ends the last event.
    for (let cut = 0; cut < whole.length - 1; cut++) {
      const error = await failing(collect(readAnswer(new Response(whole.slice(0, cut)))))
      expect([cut, error.code]).toEqual([cut, 'interrupted'])
    }
  })

  test('a body that fails', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('data: {"type":"text","text":"a"}\n\n'))
      },
      pull(controller) {
        controller.error(new Error('reset'))
      },
    })
    expect((await failing(collect(readAnswer(new Response(body))))).code).toBe('interrupted')
  })

  test.each([
    ['nothing', null],
    ['words', 'data: words\n\n'],
    ['JSON that is no event', 'data: {"a":1}\n\n'],
    ['null', 'data: null\n\n'],
  ])('%s in place of events', async (_, body) => {
    expect(['malformed', 'interrupted']).toContain(
      (await failing(collect(readAnswer(new Response(body))))).code,
    )
  })

  test.each([
    ['JSON', 'application/json', '{"text":"Hi"}'],
    ['a page', 'text/html', '<!doctype html><title>Login</title>'],
  ])('%s in place of a stream', async (_, type, body) => {
    const reply = new Response(body, { headers: { 'content-type': type } })
    expect((await failing(collect(readAnswer(reply)))).code).toBe('malformed')
  })
})

describe('a reply that is an error', () => {
  const reply = (status: number, body: BodyInit | null, headers?: HeadersInit): Response =>
    new Response(body, { status, ...(headers && { headers }) })
  test.each([
    [
      '429',
      reply(429, '{"error":{"message":"Slow down."}}', { 'retry-after': '3' }),
      'rate-limit',
      'Slow down.',
    ],
    ['500', reply(500, '{"error":"Broken."}'), 'server', 'Broken.'],
    ['401', reply(401, '{"message":"Log in."}'), 'authentication', 'Log in.'],
    ['404 in words', reply(404, 'No such page.'), 'not-found', 'No such page.'],
    ['502 as a page', reply(502, '<h1>Bad gateway</h1>'), 'server', 'Bad gateway'],
    ['503 without words', reply(503, null), 'server', '503'],
  ] as const)('%s', async (_, response, code, words) => {
    const error = await failing(collect(readAnswer(response)))
    expect(error).toMatchObject({ code, status: response.status })
    expect(error.message).toContain(words)
    expect(error.message).not.toContain('<')
    expect(error.retryAfterMs).toBe(code === 'rate-limit' ? 3000 : undefined)
  })
})
