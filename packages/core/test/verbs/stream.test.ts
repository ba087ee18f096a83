import { type ChatEvent, stream, wrap } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { streaming, textEvents, usage } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { faucet } from '../support/faucet.ts'
import { liveHeap } from '../support/live-heap.ts'
import { listeners } from '../support/signals.ts'
import { settled } from '../support/turns.ts'

const text = (piece: string): ChatEvent => ({ type: 'text', text: piece })
const finish: ChatEvent = { type: 'finish', finishReason: 'stop', usage }
/** What stands in a text event, or its type. */
const brief = (event: ChatEvent): string => (event.type === 'text' ? event.text : event.type)

describe('reading', () => {
  test('events come in order; the finish carries the base', async () => {
    const events = await collect(stream(streaming(textEvents('a', 'b')), 'q'))
    expect(events.map(brief)).toEqual(['start', 'a', 'b', 'finish'])
    expect(events.at(-1)).toMatchObject({
      finishReason: 'stop',
      usage,
      provider: 'fake',
      model: 'model-1',
      id: 'id-1',
      warnings: [],
      attempts: [{ outcome: 'done', operation: 'stream', usage }],
      timing: { totalMs: expect.any(Number), firstTokenMs: expect.any(Number) },
    })
  })

  test('textStream is the text alone', async () => {
    const events: ChatEvent[] = [
      { type: 'start' },
      { type: 'reasoning', text: 'Hm.' },
      text('a'),
      { type: 'tool-call-delta', index: 0, id: '1', name: 'x', delta: '{}' },
      { type: 'source', url: 'http://a.test' },
      text('b'),
      { type: 'refusal', text: 'No.' },
      finish,
    ]
    expect(await collect(stream(streaming(events), 'q').textStream)).toEqual(['a', 'b'])
  })

  test.each(['events', 'textStream', 'response'] as const)(
    'a provider is told to close when its answer is complete: %s',
    async (how) => {
      for (const layers of [[], [{ name: 'a layer' }]]) {
        const provider = streaming(textEvents('a'))
        let closed = 0
        const answer = stream(
          wrap(
            {
              ...provider,
              async *stream(request) {
                try {
                  yield* provider.stream(request)
                } finally {
                  closed++
                }
              },
            },
            ...layers,
          ),
          'q',
        )
        if (how === 'response') await answer.response
        else await collect<unknown>(how === 'events' ? answer : answer.textStream)
        await settled()
        expect(closed).toBe(1)
      }
    },
  )

  test('events come as they come, not at the end', async () => {
    const provider = faucet()
    const pieces = stream(provider, 'q').textStream[Symbol.asyncIterator]()
    const first = pieces.next()
    provider.push({ type: 'start' }, text('a'))
    expect(await first).toEqual({ value: 'a', done: false })
    const second = pieces.next()
    provider.push(text('b'))
    expect(await second).toEqual({ value: 'b', done: false })
  })

  test('nothing is sent before the first read', async () => {
    const provider = streaming(textEvents('a'))
    const { signal } = new AbortController()
    const answer = stream(provider, 'q', { signal })
    const events = answer[Symbol.asyncIterator]()
    await settled()
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
    await events.next()
    expect([provider.requests.length, listeners(signal)]).toEqual([1, 1])
  })

  test('nothing is read before it is asked for', async () => {
    let made = 0
    const provider = {
      ...streaming([]),
      async *stream(): AsyncGenerator<ChatEvent, undefined> {
        for (; made < 1e6; made++) yield text('x')
      },
    }
    const pieces = stream(provider, 'q').textStream[Symbol.asyncIterator]()
    for (let read = 1; read <= 100; read++) {
      await pieces.next()
      await settled()
      expect(made).toBeLessThanOrEqual(read)
    }
    await pieces.return?.()
  })

  test('two reads that do not wait for each other get two events, in order', async () => {
    const provider = faucet()
    const events = stream(provider, 'q')[Symbol.asyncIterator]()
    const both = Promise.all([events.next(), events.next(), events.next()])
    await settled()
    expect(provider.reads).toBe(1)
    provider.push(text('a'), text('b'), finish)
    expect((await both).map(({ value }) => brief(value as ChatEvent))).toEqual(['a', 'b', 'finish'])
    expect(await events.next()).toEqual({ value: undefined, done: true })
  })

  test('so with the text, over events that are none', async () => {
    const events: ChatEvent[] = [{ type: 'start' }, text('a'), { type: 'usage', usage }, text('b'), finish]
    const pieces = stream(streaming(events), 'q').textStream[Symbol.asyncIterator]()
    const three = await Promise.all([pieces.next(), pieces.next(), pieces.next()])
    expect(three.map(({ value }) => value)).toEqual(['a', 'b', undefined])
  })

  test('the finish is enough: what comes after it is not waited for', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    provider.push(text('a'), finish)
    expect((await collect(answer)).map(brief)).toEqual(['a', 'finish'])
    expect((await answer.response).text).toBe('a')
    expect([provider.reads, provider.closed]).toEqual([2, 1])
  })

  test('a second loop finds nothing', async () => {
    const provider = streaming(textEvents('a'))
    const answer = stream(provider, 'q')
    expect(await collect(answer)).toHaveLength(3)
    expect(await collect(answer)).toEqual([])
    expect(await collect(answer.textStream)).toEqual([])
    expect(provider.requests).toHaveLength(1)
  })

  test('100,000 events that are no text are passed over', async () => {
    const thoughts = Array.from({ length: 100_000 }, () => ({ type: 'reasoning', text: '.' }) as const)
    expect(await collect(stream(streaming([...thoughts, text('a'), finish]), 'q').textStream)).toEqual(['a'])
  })
})

describe('the response', () => {
  test('reasoning is one part up to its signature, which the message gives back', async () => {
    const events: ChatEvent[] = [
      { type: 'reasoning', text: 'Hm. ' },
      { type: 'reasoning', text: 'So.' },
      { type: 'reasoning', text: '', signature: 'seal-1' },
      { type: 'reasoning', text: '', signature: 'seal-2' },
      { type: 'reasoning', text: 'Unsealed.' },
      text('a'),
      finish,
    ]
    const { message } = await stream(streaming(events), 'q').response
    expect(message.content).toEqual([
      { type: 'reasoning', text: 'Hm. So.', signature: 'seal-1' },
      { type: 'reasoning', text: '', signature: 'seal-2' },
      { type: 'reasoning', text: 'Unsealed.' },
      { type: 'text', text: 'a' },
    ])
  })

  test('reads on by itself, and is whole', async () => {
    const parts = [
      { type: 'reasoning', text: 'Hm. So.' },
      { type: 'text', text: 'one two' },
      { type: 'refusal', text: 'No.' },
      { type: 'source', url: 'http://a.test' },
      { type: 'tool-call', id: '1', name: 'clock', arguments: '{}' },
    ] as const
    const events: ChatEvent[] = [
      { type: 'start', model: 'm', id: 'i', headers: { date: 'x' }, warnings: [{ code: 'a', message: 'b' }] },
      { type: 'reasoning', text: 'Hm. ' },
      { type: 'reasoning', text: 'So.' },
      text('one '),
      text('two'),
      { type: 'refusal', text: 'No.' },
      parts[3],
      { type: 'tool-call-delta', index: 0, id: '1', name: 'clock', delta: '{}' },
      { type: 'tool-call', call: parts[4] },
      { type: 'finish', finishReason: 'tool-calls', rawFinishReason: 'tool_calls', usage },
    ]
    expect(await stream(streaming(events), 'q').response).toMatchObject({
      text: 'one two',
      parts,
      toolCalls: [parts[4]],
      message: { role: 'assistant', content: parts },
      finishReason: 'tool-calls',
      rawFinishReason: 'tool_calls',
      provider: 'fake',
      model: 'm',
      id: 'i',
      usage,
      headers: { date: 'x' },
      warnings: [{ code: 'a', message: 'b' }],
      attempts: [{ outcome: 'done', model: 'm', usage }],
    })
  })

  test('is one and the same, taken before, within and after a loop', async () => {
    const answer = stream(streaming(textEvents('a', 'b')), 'q')
    const before = answer.response
    let within: unknown
    for await (const _ of answer) within ??= answer.response
    const after = answer.response
    expect([before === after, within === after]).toEqual([true, true])
    expect((await after).text).toBe('ab')
  })

  test('and a loop side by side', async () => {
    const answer = stream(streaming(textEvents('a', 'b')), 'q')
    const [response, pieces] = await Promise.all([answer.response, collect(answer.textStream)])
    expect([response.text, pieces]).toEqual(['ab', ['a', 'b']])
  })

  test('taken first: a loop that begins later still has every event', async () => {
    const answer = stream(streaming(textEvents('a', 'b')), 'q')
    const { response } = answer
    await settled()
    expect((await collect(answer)).map(brief)).toEqual(['start', 'a', 'b', 'finish'])
    expect((await response).text).toBe('ab')
  })

  test.each(['start', 'a', 'finish'])(
    'awaited within a loop, at %s: the loop goes on after it',
    async (at) => {
      const answer = stream(streaming(textEvents('a', 'b')), 'q')
      const seen: string[] = []
      for await (const event of answer) {
        seen.push(brief(event))
        if (brief(event) === at) expect((await answer.response).text).toBe('ab')
      }
      expect(seen).toEqual(['start', 'a', 'b', 'finish'])
    },
  )

  test('taken within a loop that waits for something else: events still come as they come', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    const events = answer[Symbol.asyncIterator]()
    provider.push(text('a'))
    await events.next()
    const { response } = answer
    await settled()
    provider.push(text('b'))
    await settled()
    expect(brief((await events.next()).value as ChatEvent)).toBe('b')
    const third = events.next()
    provider.push(text('c'))
    expect(brief((await third).value as ChatEvent)).toBe('c')
    provider.push(finish)
    expect((await response).text).toBe('abc')
    expect(brief((await events.next()).value as ChatEvent)).toBe('finish')
  })

  test('what finish and start leave open stays as it was told', async () => {
    const response = await stream(
      streaming([
        { type: 'start', model: 'm', id: 'i' },
        { type: 'usage', usage },
        text('a'),
        { type: 'finish', finishReason: 'stop', usage: undefined, model: undefined, id: undefined },
      ]),
      'q',
    ).response
    expect(response).toMatchObject({ usage, model: 'm', id: 'i', attempts: [{ usage }] })
  })

  test('the last usage wins, nothing is summed', async () => {
    const first = { inputTokens: 1, outputTokens: 1, source: 'provider' } as const
    const answer = stream(
      streaming([{ type: 'usage', usage: first }, { type: 'usage', usage: first }, text('a'), finish]),
      'q',
    )
    expect((await answer.response).usage).toEqual(usage)
  })

  test('an event of a kind unknown here does no harm', async () => {
    const events = [{ type: 'weather', sky: 'blue' } as unknown as ChatEvent, ...textEvents('a')]
    expect(await stream(streaming(events), 'q').response).toMatchObject({ text: 'a', parts: [text('a')] })
  })

  test('a first token is one of a tool call too', async () => {
    const call = { type: 'tool-call', id: '1', name: 'x', arguments: '{}' } as const
    const events: ChatEvent[] = [{ type: 'start' }, { type: 'tool-call', call }, finish]
    expect((await stream(streaming(events), 'q').response).timing.firstTokenMs).toBeGreaterThanOrEqual(0)
  })
})

test('memory: a long stream read slowly is not kept', async () => {
  const provider = {
    ...streaming([]),
    async *stream(): AsyncGenerator<ChatEvent, undefined> {
      for (let index = 0; index < 20_000; index++) {
        const delta = Buffer.alloc(10_000, index).toString('latin1')
        yield { type: 'tool-call-delta', index: 0, id: '1', name: 'x', delta }
      }
      yield finish
    },
  }
  const before = liveHeap()
  let most = before
  let read = 0
  for await (const { type } of stream(provider, 'q')) {
    if (type !== 'tool-call-delta' || ++read % 2000) continue
    await settled()
    most = Math.max(most, liveHeap())
  }
  expect(read).toBe(20_000)
  // 200 MB have passed.
  expect(most - before).toBeLessThan(10 * 2 ** 20)
})
