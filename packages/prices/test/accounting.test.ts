import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import {
  AiuError,
  type ChatEvent,
  type ChatRequest,
  type ChatResult,
  type Layer,
  type LimitStore,
  type Provider,
  type SpeechProvider,
  type Usage,
  type UsageRow,
  wrap,
} from '@aiu/core'
import { budget, fallback, hedge, memoryLimits, rateLimit, retry } from '@aiu/limits'
import { prices } from '@aiu/prices'
import { fakeProvider } from '@aiu/testing'
import { createUsageTracker, usage } from '@aiu/usage'
import { expect, test, vi } from 'vitest'
import { billionths } from './support.ts'

/** A dollar for a million tokens read, ten for a million written; a cent for a thousand characters spoken. */
const price = prices({
  own: [
    { provider: '*', model: 'speaks', perMillionCharacters: 10 },
    { provider: '*', model: 'embeds', perMillion: { input: 1 } },
    { provider: '*', perMillion: { input: 1, output: 10 } },
  ],
})
const QUESTION = 'x'.repeat(400)
/** 400 bytes at four a token, and four for the message. */
const READ = 104
const MAX_TOKENS = 50
const request: ChatRequest = { messages: [{ role: 'user', content: QUESTION }], maxTokens: MAX_TOKENS }
const reported = (inputTokens: number, outputTokens: number): Usage => ({
  inputTokens,
  outputTokens,
  source: 'provider',
})
const costOf = (read: number, wrote: number): number => read * 1_000 + wrote * 10_000

/** What one attempt comes to, for all who count. `undefined`: not known, so that what was reserved stays. */
interface Entry {
  readonly tokens: number | undefined
  readonly cost: number | undefined
}
const used = (read: number, wrote: number): Entry => ({ tokens: read + wrote, cost: costOf(read, wrote) })
const free: Entry = { tokens: 0, cost: 0 }
const unknown: Entry = { tokens: undefined, cost: undefined }

type Answer = (request: ChatRequest) => Promise<ChatResult>
type Events = (request: ChatRequest) => AsyncGenerator<ChatEvent>
const answering = (chat: Answer): Provider => ({ name: 'p', defaultModel: 'm', chat, stream: never })
const streaming = (stream: Events): Provider => ({
  name: 'p',
  defaultModel: 'm',
  chat: () => Promise.reject(new Error('not asked')),
  stream,
})
async function* never(): AsyncGenerator<ChatEvent> {}
const failure = (code: 'server' | 'connection' | 'interrupted' | 'timeout', status?: number): AiuError =>
  new AiuError(code, 'No.', { status, provider: 'p' })
const text = (words: string): ChatEvent => ({ type: 'text', text: words })
const hang = ({ signal }: ChatRequest): Promise<never> =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

interface Row {
  readonly provider: Provider
  /** How the call is made. Default: `ask`-like, whole. */
  readonly as?: 'stream' | 'left' | 'aborted' | 'embed' | 'speak' | 'listModels' | 'twice'
  readonly layers?: readonly Layer[]
  readonly entries: readonly Entry[]
  /** Rows that were not paid for. */
  readonly hits?: number
}

const done = (more: object): Provider =>
  answering(async () => ({ parts: [{ type: 'text', text: 'y'.repeat(40) }], finishReason: 'stop', ...more }))
const refusedOnce = (): Provider => {
  let calls = 0
  return answering(async () => {
    if (!calls++) throw failure('server', 503)
    return { parts: [], finishReason: 'stop', usage: reported(100, 20) }
  })
}
const eager = () => retry({ clock: { now: () => 0, sleep: async () => {} } })

const table: Readonly<Record<string, Row>> = {
  'done, usage reported': { provider: done({ usage: reported(100, 20) }), entries: [used(100, 20)] },
  'done, no usage reported': { provider: done({}), entries: [used(READ, 10)] },
  'done, a count below 0 is none': {
    provider: done({ usage: reported(-5, Number.NaN) }),
    entries: [used(READ, 10)],
  },
  'done, a cost that the vendor reported': {
    provider: done({
      usage: reported(100, 20),
      cost: { amount: 0.5, currency: 'USD', source: 'provider', lines: [] },
    }),
    entries: [{ tokens: 120, cost: 500_000_000 }],
  },
  'done as a stream, no usage reported': {
    provider: streaming(async function* () {
      yield { type: 'start' }
      yield text('y'.repeat(40))
      yield { type: 'finish', finishReason: 'stop' }
    }),
    as: 'stream',
    entries: [used(READ, 10)],
  },
  'refused with a status': {
    provider: answering(() => Promise.reject(failure('server', 500))),
    entries: [free],
  },
  'refused within a stream, before the first token, without a status': {
    provider: streaming(async function* () {
      yield { type: 'start' }
      throw failure('server')
    }),
    as: 'stream',
    entries: [free],
  },
  'no connection': { provider: answering(() => Promise.reject(failure('connection'))), entries: [free] },
  'failed after the first token, with a status': {
    provider: streaming(async function* () {
      yield text('y'.repeat(400))
      throw failure('server', 500)
    }),
    as: 'stream',
    entries: [used(READ, 100)],
  },
  'failed after the first token, without a status': {
    provider: streaming(async function* () {
      yield text('y'.repeat(400))
      throw failure('server')
    }),
    as: 'stream',
    entries: [used(READ, 100)],
  },
  'failed after a usage was reported': {
    provider: streaming(async function* () {
      yield { type: 'usage', usage: reported(100, 7) }
      throw failure('server', 500)
    }),
    as: 'stream',
    entries: [used(100, 7)],
  },
  'cut after the first token': {
    provider: streaming(async function* () {
      yield text('y'.repeat(40))
      throw failure('interrupted')
    }),
    as: 'stream',
    entries: [used(READ, 10)],
  },
  'cut before the first token': {
    provider: streaming(async function* () {
      yield { type: 'start' }
      throw failure('interrupted')
    }),
    as: 'stream',
    entries: [unknown],
  },
  'timed out, whole': { provider: answering(() => Promise.reject(failure('timeout'))), entries: [unknown] },
  'timed out after the first token': {
    provider: streaming(async function* () {
      yield text('y'.repeat(40))
      throw failure('timeout')
    }),
    as: 'stream',
    entries: [used(READ, 10)],
  },
  'aborted, whole': { provider: answering(hang), as: 'aborted', entries: [unknown] },
  'C16 a stream that was left': {
    provider: streaming(async function* (asked) {
      yield text('y'.repeat(40))
      await hang(asked)
    }),
    as: 'left',
    entries: [used(READ, 10)],
  },
  'a stream that was left after a usage was reported': {
    provider: streaming(async function* (asked) {
      yield { type: 'usage', usage: reported(90, 3) }
      yield text('y'.repeat(40))
      await hang(asked)
    }),
    as: 'left',
    entries: [used(90, 3)],
  },
  retried: { provider: refusedOnce(), layers: [eager()], entries: [free, used(100, 20)] },
  'fallen back': {
    provider: fallback(
      answering(() => Promise.reject(failure('server', 500))),
      done({ usage: reported(100, 20) }),
    ),
    entries: [free, used(100, 20)],
  },
  hedged: {
    provider: hedge({ afterMs: 1 }, answering(hang), done({ usage: reported(100, 20) })),
    entries: [unknown, used(100, 20)],
  },
  'cached: the second of two equal calls': {
    provider: done({ usage: reported(100, 20) }),
    layers: [cache(memoryStore())],
    as: 'twice',
    entries: [used(100, 20)],
    hits: 1,
  },
  'embedded, no usage reported': {
    provider: {
      ...fakeProvider('x', { model: 'embeds' }),
      embed: async () => ({ embeddings: [[1]] }),
    } as never,
    as: 'embed',
    entries: [{ tokens: 100, cost: 100_000 }],
  },
  spoken: {
    provider: {
      ...done({}),
      defaultModel: 'speaks',
      async *speak() {
        yield { type: 'bytes', bytes: Uint8Array.of(1) }
        yield { type: 'finish' }
      },
    } as Provider & SpeechProvider,
    as: 'speak',
    entries: [{ tokens: undefined, cost: 4_000_000 }],
  },
}

const orders: Readonly<Record<string, number>> = { cache: 40, retry: 70 }

/** A store that keeps what was reserved, and what was settled in its place. */
function watched(): LimitStore & {
  readonly kept: Map<string, readonly [reserved: number, settled: number]>
} {
  const kept = new Map<string, readonly [number, number]>()
  const store = memoryLimits()
  const only = (units: Readonly<Record<string, number>>): number | undefined =>
    Object.entries(units).find(([unit]) => !/^(requests|concurrency)/.test(unit))?.[1]
  return {
    kept,
    async reserve(key, asked) {
      const made = await store.reserve(key, asked)
      const units = only(asked.units) ?? 0
      if ('id' in made) kept.set(made.id, [units, units])
      return made
    },
    settle(id, units) {
      const [reserved = 0] = kept.get(id) ?? []
      kept.set(id, [reserved, only(units) ?? reserved])
      return store.settle(id, units)
    },
    refund(id) {
      kept.set(id, [kept.get(id)?.[0] ?? 0, 0])
      return store.refund(id)
    },
  }
}

async function call(provider: Provider, as: Row['as']): Promise<void> {
  const made = provider as Provider & SpeechProvider & { embed(asked: object): Promise<unknown> }
  if (as === 'embed') await made.embed({ input: [QUESTION] })
  else if (as === 'speak') for await (const _ of made.speak({ text: QUESTION }));
  else if (as === 'stream') for await (const _ of made.stream(request));
  else if (as === 'left') {
    for await (const event of made.stream(request)) if (event.type === 'text') break
  } else if (as === 'aborted') {
    const stop = new AbortController()
    const answer = made.chat({ ...request, signal: stop.signal })
    setTimeout(() => stop.abort(), 1)
    await answer
  } else {
    await made.chat(request)
    if (as === 'twice') await made.chat(request)
  }
}

test.each(Object.entries(table))('usage, budget, rateLimit and prices agree: %s', async (_name, row) => {
  const tracker = createUsageTracker({ price })
  const [money, rate] = [watched(), watched()]
  const layers: Layer[] = [
    usage(tracker),
    ...(row.layers ?? []),
    budget({ amount: 1, currency: 'USD', per: 'day', price, store: money, key: 'k' }),
    rateLimit({ tokens: 1e6, store: rate, key: 'k' }),
  ].toSorted((one, other) => (one.order ?? orders[one.name] ?? 0) - (other.order ?? orders[other.name] ?? 0))
  const provider = wrap(row.provider, ...layers)
  await call(provider, row.as).catch((error: unknown) => expect(error).toBeInstanceOf(AiuError))
  await vi.waitFor(async () => expect((await tracker.totals()).requests).toBe(row.entries.length))

  // usage
  const all: UsageRow[] = []
  for await (const one of tracker.rows()) all.push(one)
  const rows = all.filter(({ outcome }) => outcome !== 'hit' && outcome !== 'shared')
  expect(all).toHaveLength(rows.length + (row.hits ?? 0))
  const order = (one: { attempt?: number | undefined }, other: { attempt?: number | undefined }) =>
    (one.attempt ?? 0) - (other.attempt ?? 0)
  const costs = rows.toSorted(order).map(({ cost }) => cost && billionths(cost.amount))
  // What is free has no row of a cost.
  expect(costs.toSorted()).toEqual(row.entries.map(({ cost }) => (cost === 0 ? undefined : cost)).toSorted())
  // prices
  for (const { usage: figures, cost, provider: name, model = '', operation, at } of rows)
    if (figures && cost?.source !== 'provider')
      expect(price(figures, { endpoint: { name }, model, operation, at })).toEqual(cost)

  // budget: one reservation a call
  const sum = (
    kept: Map<string, readonly [reserved: number, settled: number]>,
    each: (entry: Entry, reserved: number) => number,
  ): void => {
    const reserved = Math.max(...[...kept.values()].map(([units]) => units))
    const settled = [...kept.values()].reduce((total, [, units]) => total + units, 0)
    expect(settled).toBe(row.entries.reduce((total, entry) => total + each(entry, reserved), 0))
  }
  sum(money.kept, ({ cost }, reserved) => cost ?? reserved)
  // rateLimit: one reservation an attempt, where retries stand around it
  sum(rate.kept, ({ tokens }, reserved) => tokens ?? reserved)
})
