import { type AiuError, ask, type ChatEvent, stream } from '@aiu/core'
import { type OllamaOptions, ollama } from '@aiu/ollama'
import { ollamaWire } from '@aiu/testing'
import { type Exchange, faultServer, loopbackServer, replayServer } from '@aiu/testing/node'
import { Ollama } from 'ollama/browser'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { failing } from './support/failing.ts'
import { KEY } from './support/key.ts'

// What the client `ollama` 0.6.4 does by itself (the tests named "alone"), and that none of it reaches our users. When one of the
// former fails after an update, the client has been mended there.

const NDJSON = { 'content-type': 'application/x-ndjson' }
const line = (content: string, more: object = { done: false }): string =>
  `${JSON.stringify({ model: 'm', message: { role: 'assistant', content }, ...more })}\n`
const DONE = { done: true, done_reason: 'stop' }
const QUESTION = { model: 'm', messages: [{ role: 'user', content: 'q' }] }

const ours = (baseURL: string, options: OllamaOptions = {}) => ollama({ baseURL, model: 'm', ...options })

async function read(parts: AsyncIterable<{ message?: { content: string } }>): Promise<string[]> {
  const texts: string[] = []
  for await (const part of parts) texts.push(part.message?.content ?? '')
  return texts
}

/** A server that sends one piece, and the rest when it is told to. */
async function halting(rest = line('lo.', DONE)) {
  let go = (): void => {}
  const server = await loopbackServer(({ request, response }: Exchange) => {
    const streams = request.body?.stream
    response.writeHead(200, streams ? NDJSON : { 'content-type': 'application/json' })
    if (streams) response.write(line('Hel'))
    else response.flushHeaders()
    go = () => response.end(rest)
  })
  return Object.assign(server, { release: () => go() })
}

let noise: string[]
beforeEach(() => {
  noise = []
  for (const level of ['log', 'warn', 'error', 'info', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void noise.push(words.join(' ')))
})
afterEach(() => vi.restoreAllMocks())

describe('an abort of a whole answer', () => {
  test('alone: it has no effect', async () => {
    await using server = await halting()
    const client = new Ollama({ host: server.origin })
    const answer = client.chat(QUESTION)
    await expect.poll(() => server.requests.length).toBeGreaterThan(0)
    client.abort()
    server.release()
    expect((await answer).message.content).toBe('lo.')
  })
  test('ends it, and closes the connection', async () => {
    await using server = await halting()
    const controller = new AbortController()
    const failed = failing(() => ask(ours(server.origin), 'q', { signal: controller.signal }))
    await expect.poll(() => server.requests.length).toBeGreaterThan(0)
    controller.abort(new Error('mine'))
    expect(await failed).toMatchObject({ code: 'aborted', cause: { message: 'mine' } })
    expect((await server.requests[0]?.ended)?.complete).toBe(false)
  })
})

describe('a stream that stalls', () => {
  test("alone: the caller's signal means nothing", async () => {
    await using server = await halting()
    const controller = new AbortController()
    const question = { ...QUESTION, stream: true, signal: controller.signal } as const
    const texts: string[] = []
    for await (const { message } of await new Ollama({ host: server.origin }).chat(question)) {
      texts.push(message.content)
      controller.abort()
      server.release()
    }
    expect(texts).toEqual(['Hel', 'lo.'])
  })
  test('ends with the signal, with what had come', async () => {
    await using server = await halting()
    const controller = new AbortController()
    const error = await failing(async () => {
      for await (const _ of stream(ours(server.origin), 'q', { signal: controller.signal }).textStream)
        controller.abort(new Error('mine'))
    })
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'mine' }, partial: { text: 'Hel' } })
    expect((await server.requests[0]?.ended)?.complete).toBe(false)
  })
})

describe('leaving the loop', () => {
  test('alone: the connection stays open, and the model goes on', async () => {
    await using server = await halting()
    const client = new Ollama({ host: server.origin })
    for await (const _ of await client.chat({ ...QUESTION, stream: true })) break
    await fetch(server.origin, { method: 'POST', body: '{"stream":true}' }).then(({ body }) => body?.cancel())
    expect(server.openRequests).toBeGreaterThan(0)
  })
  test('closes it', async () => {
    await using server = await halting()
    for await (const _ of stream(ours(server.origin), 'q').textStream) break
    expect((await server.requests[0]?.ended)?.complete).toBe(false)
  })
})

describe('a server that keeps the connection open after the end', () => {
  const open = async ({ response }: Exchange): Promise<void> => {
    response.writeHead(200, NDJSON)
    response.write(line('Hello.') + line('', DONE))
  }
  test('the answer is there at once, and the connection is given up', async () => {
    await using server = await loopbackServer(open)
    expect((await stream(ours(server.origin), 'q').response).text).toBe('Hello.')
    await server.quiet(1000)
  })
})

describe('a redirect to another host', () => {
  const send = { 'api-key': KEY }
  test('alone: it gets the key and the question', async () => {
    await using elsewhere = await replayServer({ reply: { body: line('Hi.', DONE) } })
    const reply = { status: 307, headers: { location: `${elsewhere.origin}/api/chat` }, body: '' }
    await using server = await replayServer({ reply })
    await new Ollama({ host: server.origin, headers: send }).chat(QUESTION)
    const [request] = elsewhere.requests
    expect([request?.headers['api-key'], request?.body?.messages]).toEqual([KEY, QUESTION.messages])
  })
  test('gets nothing', async () => {
    await using elsewhere = await replayServer({ reply: { body: line('Hi.', DONE) } })
    const reply = { status: 307, headers: { location: `${elsewhere.origin}/api/chat` }, body: '' }
    await using server = await replayServer({ reply })
    const provider = ours(server.origin, { headers: send })
    for (const attempt of [() => ask(provider, 'q'), () => stream(provider, 'q').response])
      expect((await failing(attempt)).code).toBe('redirect')
    expect(elsewhere.requests).toEqual([])
  })
})

describe('a line that is no JSON', () => {
  const reply = { headers: NDJSON, body: `${line('Hel')}{"model":\n${line('lo.', DONE)}` }
  test('alone: it is dropped, and printed', async () => {
    await using server = await replayServer({ reply })
    const parts = await new Ollama({ host: server.origin }).chat({ ...QUESTION, stream: true })
    expect(await read(parts)).toEqual(['Hel', 'lo.'])
    expect(noise).toEqual([expect.stringContaining('invalid json')])
  })
  test('is an error, with what had come', async () => {
    await using server = await replayServer({ reply })
    const error = await failing(() => stream(ours(server.origin), 'q').response)
    expect(error).toMatchObject({ code: 'malformed', partial: { text: 'Hel' } })
    expect(noise).toEqual([])
  })
})

describe('an error that is no JSON', () => {
  const reply = { status: 502, headers: { 'content-type': 'text/html' }, body: `<b>Bad gateway (${KEY})</b>` }
  test('alone: it is printed about, and told with markup and key', async () => {
    await using server = await replayServer({ reply })
    const error = await new Ollama({ host: server.origin }).chat(QUESTION).catch((failed: Error) => failed)
    expect((error as Error).message).toBe(reply.body)
    expect(noise).not.toEqual([])
  })
  test('is told in short, without them', async () => {
    await using server = await replayServer({ reply })
    const error = await failing(() => ask(ours(server.origin, { apiKey: KEY }), 'q'))
    expect(error).toMatchObject({ code: 'server', status: 502 })
    expect(error.message).toContain('Bad gateway ([redacted])')
    expect(noise).toEqual([])
  })
})

describe('an error with status 200', () => {
  const reply = { body: '{"error":"the runner has died"}' }
  test('alone: it is the answer', async () => {
    await using server = await replayServer({ reply })
    expect(await new Ollama({ host: server.origin }).chat(QUESTION)).toEqual({ error: 'the runner has died' })
  })
  test('is an error', async () => {
    await using server = await replayServer({ reply })
    for (const attempt of [
      () => ask(ours(server.origin), 'q'),
      () => stream(ours(server.origin), 'q').response,
    ])
      expect((await failing(attempt)).message).toContain('the runner has died')
  })
})

describe('a reply without a body', () => {
  const bare = async (): Promise<Response> => new Response(null, { status: 200 })
  test('alone: an error without a kind', async () => {
    const client = new Ollama({ fetch: bare })
    await expect(client.chat({ ...QUESTION, stream: true })).rejects.toThrow(/^Missing body$/)
  })
  test('is one that was cut short', async () => {
    expect((await failing(() => stream(ollama({ model: 'm', fetch: bare }), 'q').response)).code).toBe(
      'interrupted',
    )
  })
})

describe('a stream that is cut', () => {
  const reply = { headers: NDJSON, body: line('Hel') + line('lo.').slice(0, 30) }
  test('alone: what came is lost with the error', async () => {
    await using server = await replayServer({ reply })
    const parts = await new Ollama({ host: server.origin }).chat({ ...QUESTION, stream: true })
    const error = (await read(parts).catch((failed: Error) => failed)) as AiuError
    expect(error.message).toContain('Did not receive done')
    expect(error.partial).toBeUndefined()
  })
  test('is interrupted, with what had come', async () => {
    await using server = await replayServer({ reply })
    const error = await failing(() => stream(ours(server.origin), 'q').response)
    expect(error).toMatchObject({ code: 'interrupted', partial: { text: 'Hel' } })
  })
})

describe('an end by its reason alone', () => {
  const reply = { headers: NDJSON, body: line('Hello.') + line('', { done_reason: 'stop' }) }
  test('alone: a whole answer is an error', async () => {
    await using server = await replayServer({ reply })
    const parts = await new Ollama({ host: server.origin }).chat({ ...QUESTION, stream: true })
    await expect(read(parts)).rejects.toThrow('Did not receive done')
  })
  test('is one', async () => {
    await using server = await replayServer({ reply })
    const events: ChatEvent[] = []
    for await (const event of stream(ours(server.origin), 'q')) events.push(event)
    expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' })
  })
})

describe('what never ends', () => {
  const maxReplyBytes = 1_000_000

  // The client keeps all of it, and looks through all of it with each piece.
  test.each(['F24', 'F25'] as const)('%s: a bomb, and a line without an end, are too large', async (id) => {
    await using server = await faultServer({ wire: ollamaWire })
    const variants = id === 'F24' ? ['gzip-bomb', 'huge'] : ['']
    for (const variant of variants) {
      const baseURL = server.at(id, variant || undefined)
      const error = await failing(() => stream(ours(baseURL, { maxReplyBytes }), 'q').response)
      expect(error.code).toBe('too-large')
    }
    await server.quiet()
    for (const { sentBytes } of server.requests) expect(sentBytes).toBeLessThan(256_000_000)
  })
})
