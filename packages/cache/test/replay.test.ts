import { type CacheOptions, cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import {
  type AssistantPart,
  type ChatEvent,
  type ChatResult,
  createClient,
  type Provider,
  type ToolCallPart,
} from '@aiu/core'
import fc from 'fast-check'
import Keyv from 'keyv'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { bare, collect } from './support/collect.ts'

const usage = {
  inputTokens: 3,
  outputTokens: 4,
  reasoningTokens: 1,
  totalTokens: 7,
  source: 'provider',
} as const
const cost = {
  amount: 0.25,
  currency: 'USD',
  source: 'provider',
  lines: [{ what: 'input', units: 3, amount: 0.25 }],
} as const
const call = (id: string, args: string): ToolCallPart => ({
  type: 'tool-call',
  id,
  name: `tool-${id}`,
  arguments: args,
})

/** Sends these events, or this result, once. */
function sending(events: readonly ChatEvent[], make?: () => ChatResult): Provider & { calls: number } {
  return {
    name: 'a',
    baseURL: 'http://a.test',
    defaultModel: 'a-1',
    calls: 0,
    async chat() {
      this.calls++
      if (!make) throw new Error('It is only streamed.')
      return make()
    },
    async *stream() {
      this.calls++
      yield* events
    },
  }
}
const stores = { memory: () => memoryStore(), keyv: () => new Keyv() } as const

const rig = (provider: Provider, make: keyof typeof stores = 'memory', options?: CacheOptions) => {
  const layer = cache(stores[make](), options)
  return { layer, ai: createClient(provider, layer) }
}
/** Texts that JSON and UTF-8 might hurt. */
const text = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
  fc.constant('\ud800'),
)
const kind = fc.constantFrom('text' as const, 'reasoning' as const)

interface Draft {
  readonly pieces: readonly ChatEvent[]
  readonly calls: readonly (readonly string[])[]
  readonly wholes: boolean
}
const piece: fc.Arbitrary<ChatEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: kind, text }) },
  fc.record({ type: fc.constant('reasoning' as const), text, signature: fc.string({ minLength: 1 }) }),
  fc.record({ type: fc.constant('source' as const), url: text, title: fc.option(text, { nil: undefined }) }),
  fc.record({ type: fc.constant('usage' as const), usage: fc.constant(usage) }),
)
const draft: fc.Arbitrary<Draft> = fc.record({
  pieces: fc.array(piece, { minLength: 1, maxLength: 12 }),
  calls: fc.array(fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 4 }), { maxLength: 3 }),
  wholes: fc.boolean(),
})

/** As a provider sends it: pieces and the calls' pieces in any order, whole calls, the end. */
function eventsOf({ pieces, calls, wholes }: Draft, order: readonly number[]): ChatEvent[] {
  const deltas = calls.map((parts, index): ChatEvent[] =>
    wholes
      ? []
      : parts.map((delta) => ({
          type: 'tool-call-delta',
          index,
          id: `${index}`,
          name: `tool-${index}`,
          delta,
        })),
  )
  const lanes = [[...pieces], ...deltas]
  const events: ChatEvent[] = [
    { type: 'start', model: 'a-2', id: 'id-1', warnings: [{ code: 'w', message: 'W' }] },
  ]
  for (let at = 0; lanes.some((lane) => lane.length); at++) {
    const left = lanes.filter((lane) => lane.length)
    events.push(left[(order[at % order.length] ?? 0) % left.length]?.shift() as ChatEvent)
  }
  for (const [index, parts] of calls.entries())
    events.push({ type: 'tool-call', call: call(`${index}`, parts.join('')) })
  return [...events, { type: 'finish', finishReason: calls.length ? 'tool-calls' : 'stop', usage, cost }]
}

describe.each(['memory', 'keyv'] as const)('out of %s', (store) => {
  test('a replayed stream has the events of the one it was, however it was cut', () =>
    fc.assert(
      fc.asyncProperty(draft, fc.array(fc.nat(), { minLength: 1 }), async (made, order) => {
        const provider = sending(eventsOf(made, order))
        const { ai, layer } = rig(provider, store)
        const live = ai.stream('q')
        const first = await collect(live)
        await layer.settled()
        const replay = ai.stream('q')
        const second = await collect(replay)
        // With nothing but an end or a figure there is no answer to keep.
        if (!(await live.response).parts.length) return
        expect(provider.calls).toBe(1)
        expect(bare(second)).toEqual(bare(first))
        for (const event of second.filter(({ type }) => type === 'start' || type === 'finish'))
          expect(event).toMatchObject({ cached: { store: store === 'memory' ? 'memory' : 'store' } })
        const [live1, replayed, whole] = [await live.response, await replay.response, await ai.ask('q')]
        for (const one of [replayed, whole]) {
          expect(one.parts).toEqual(live1.parts)
          expect(one.message).toEqual(live1.message)
          expect(one.toolCalls).toEqual(live1.toolCalls)
          expect(one).toMatchObject({
            text: live1.text,
            finishReason: live1.finishReason,
            model: 'a-2',
            provider: 'a',
            id: 'id-1',
            warnings: live1.warnings,
            usage,
            cost,
            attempts: [],
          })
        }
      }),
      { numRuns: 150 },
    ))

  const made = (): AssistantPart[] => [
    { type: 'reasoning', text: 'Hm.', signature: 'seal' },
    { type: 'text', text: 'Look: ' },
    { type: 'source', url: 'http://a.test', title: 'A' },
    call('1', '{"a":"ü"}'),
    { type: 'image', data: Uint8Array.of(0, 255, 128), mediaType: 'image/png' },
    { type: 'audio', data: new URL('http://a.test/sound') },
  ]
  const parts = made()
  const result = (given = made()): ChatResult => ({
    parts: given,
    finishReason: 'tool-calls',
    rawFinishReason: 'tools',
    usage: { ...usage },
    cost: structuredClone(cost),
    warnings: [{ code: 'w', message: 'W' }],
    id: 'id-1',
  })

  test('a whole answer comes back with every part, bytes too', async () => {
    const provider = sending([], result)
    const { ai, layer } = rig(provider, store)
    const first = await ai.ask('q')
    await layer.settled()
    const second = await ai.ask('q')
    expect(provider.calls).toBe(1)
    const { cached, attempts, timing, ...rest } = second
    const { cached: _, attempts: __, timing: ___, ...whole } = first
    expect(rest).toEqual({ ...whole, headers: undefined })
    expect(attempts).toEqual([])
    expect(cached).toMatchObject({ ageMs: expect.any(Number) })
    expect(timing.totalMs).toBeGreaterThanOrEqual(0)
  })

  test('a whole answer as a stream: a piece for each part', async () => {
    const { ai, layer } = rig(
      sending([], () => result(made().slice(0, 4))),
      store,
    )
    await ai.ask('q')
    await layer.settled()
    const events = await collect(ai.stream('q'))
    expect(bare(events).slice(1, -1)).toEqual([
      { type: 'reasoning', text: 'Hm.', signature: 'seal' },
      { type: 'text', text: 'Look: ' },
      { type: 'source', url: 'http://a.test', title: 'A' },
      { type: 'tool-call-delta', index: 0, id: '1', name: 'tool-1', delta: '{"a":"ü"}' },
      { type: 'tool-call', call: call('1', '{"a":"ü"}') },
    ])
    expect(await ai.stream('q').response).toMatchObject({
      text: 'Look: ',
      usage,
      cost,
      finishReason: 'tool-calls',
    })
  })

  test('what a caller does to his answer is his own affair', async () => {
    const { ai, layer } = rig(sending([], result), store)
    /** Whatever lets itself be changed. */
    const spoil = (value: unknown, depth = 0): void => {
      if (typeof value !== 'object' || value === null || value instanceof URL || depth > 3) return
      for (const name of Object.keys(value)) {
        const fields = value as Record<string, unknown>
        spoil(fields[name], depth + 1)
        try {
          fields[name] = 'spoiled'
        } catch {}
      }
    }
    const bytes = (response: { parts: readonly AssistantPart[] }): Uint8Array =>
      (response.parts.find(({ type }) => type === 'image') as { data: Uint8Array }).data
    const first = await ai.ask('q')
    bytes(first).fill(9)
    spoil(first)
    await layer.settled()
    const second = await ai.ask('q')
    expect(second.parts).toEqual(parts)
    expect(second).toMatchObject({ usage, cost, text: 'Look: ' })
    bytes(second).fill(9)
    spoil(second)
    const third = await ai.ask('q')
    expect(third.parts).toEqual(parts)
    expect(third).toMatchObject({ usage, cost, toolCalls: [parts[3]], message: { content: parts } })
  })
})

describe('whatever a provider sends', () => {
  const odd: fc.Arbitrary<ChatEvent> = fc.oneof(
    piece,
    fc.record({
      type: fc.constant('tool-call-delta' as const),
      index: fc.constantFrom(0, 1, 5, -1, 0.5, Number.NaN),
      id: fc.constantFrom('0', '1', ''),
      name: fc.constantFrom('t', ''),
      delta: text,
    }),
    fc.record({ type: fc.constant('tool-call' as const), call: text.map((args) => call('0', args)) }),
  )
  test('its replay is the same answer', () =>
    fc.assert(
      fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 12 }), async (events) => {
        const provider = sending([...events, { type: 'finish', finishReason: 'stop' }])
        const { ai, layer } = rig(provider)
        const live = await ai.stream('q').response
        fc.pre(live.parts.length > 0)
        await layer.settled()
        const replayed = await ai.stream('q').response
        expect(replayed.parts).toEqual(live.parts)
        expect((await ai.ask('q')).parts).toEqual(live.parts)
      }),
      { numRuns: 300 },
    ))
})

describe('pace', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const paced: Provider = {
    ...sending([]),
    async *stream() {
      yield { type: 'start' }
      for (const [index, ms] of [10, 300, 50].entries()) {
        await new Promise((resolve) => setTimeout(resolve, ms))
        yield { type: 'text', text: `${index}` }
      }
      yield { type: 'finish', finishReason: 'stop' }
    },
  }
  const timed = async (ai: ReturnType<typeof rig>['ai']): Promise<[string, number][]> => {
    const start = performance.now()
    const came: [string, number][] = []
    for await (const event of ai.stream('q')) came.push([event.type, performance.now() - start])
    return came
  }
  test('as it came, by option', async () => {
    vi.useFakeTimers()
    const { ai, layer } = rig(paced, 'memory', { replay: 'recorded' })
    const first = timed(ai)
    await vi.advanceTimersByTimeAsync(1000)
    await layer.settled()
    const second = timed(ai)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await second).toEqual(await first)
    expect((await first).at(-1)).toEqual(['finish', 360])
  })

  test('a pause ends with the signal, and leaves no timer', async () => {
    vi.useFakeTimers()
    const { ai, layer } = rig(paced, 'memory', { replay: 'recorded' })
    const first = timed(ai)
    await vi.advanceTimersByTimeAsync(1000)
    await first
    await layer.settled()
    const controller = new AbortController()
    const answer = ai.stream('q', { signal: controller.signal }).response
    const failed = expect(answer).rejects.toMatchObject({ code: 'aborted', partial: { text: '0' } })
    await vi.advanceTimersByTimeAsync(100)
    controller.abort()
    await failed
    expect(vi.getTimerCount()).toBe(0)
  })

  test('at once, else', async () => {
    vi.useFakeTimers()
    const { ai, layer } = rig(paced)
    const first = timed(ai)
    await vi.advanceTimersByTimeAsync(1000)
    await first
    await layer.settled()
    expect((await timed(ai)).every(([, ms]) => ms === 0)).toBe(true)
  })
})

test('a reader of a replay who aborts gets no more', async () => {
  const { ai, layer } = rig(
    sending([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
      { type: 'finish', finishReason: 'stop' },
    ]),
  )
  await ai.stream('q').response
  await layer.settled()
  const controller = new AbortController()
  const seen: string[] = []
  const reading = (async () => {
    for await (const piece of ai.stream('q', { signal: controller.signal }).textStream) {
      seen.push(piece)
      controller.abort(new Error('enough'))
    }
  })()
  await expect(reading).rejects.toMatchObject({ code: 'aborted', cause: { message: 'enough' } })
  expect(seen).toEqual(['a'])
})

test('what a provider of one’s own puts beside its answer is nothing to the cache', async () => {
  const raw: Record<string, unknown> = { headers: new Headers(), send: () => {} }
  raw.self = raw
  const { ai, layer } = rig(
    sending([], () => ({ parts: [{ type: 'text', text: 'abc' }], finishReason: 'stop', raw }) as ChatResult),
  )
  expect((await ai.ask('q')).text).toBe('abc')
  await layer.settled()
  expect(await ai.ask('q')).not.toHaveProperty('raw')
})

test('what a hit saves is told', async () => {
  const { ai, layer } = rig(
    sending([], () => ({ parts: [{ type: 'text', text: 'abc' }], finishReason: 'stop', usage, cost })),
  )
  await ai.ask('q')
  await layer.settled()
  await ai.ask('q')
  await ai.stream('q').response
  expect(layer.statistics()).toEqual({
    hits: 2,
    misses: 1,
    shared: 0,
    stores: 1,
    characters: 3,
    savedTokens: 14,
    saved: { USD: 0.5 },
  })
})
