import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import {
  AiuError,
  type AnyProvider,
  ask,
  askJson,
  type CallOptions,
  createClient,
  embed,
  listModels,
  runTools,
  type SpeakEvent,
  stream,
  tool,
  wrap,
} from '@aiu/core'
import { hedge, retry } from '@aiu/limits'
import { type FakeStep, fakeProvider, layerContract } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { usage } from '../src/index.ts'
import { price, shown, tracked } from './support.ts'

layerContract('usage', () => usage(tracked({ flushMs: 0 }).tracker), { changes: ['callId'] })

/** Can do everything, and tells no usage. */
const silent = {
  name: 'silent',
  baseURL: 'https://silent.test/v1',
  scope: 'org',
  defaultModel: 'quiet',
  chat: async () => ({ parts: [{ type: 'text', text: 'four' }], finishReason: 'stop' }),
  async *stream() {
    yield { type: 'start' }
    yield { type: 'text', text: 'eight by' }
    yield { type: 'finish', finishReason: 'stop' }
  },
  embed: async () => ({ embeddings: [[1]] }),
  listModels: async () => ({ models: [] }),
  transcribe: async () => ({ text: 'hi', segments: [], durationSeconds: 2.5 }),
  generateImage: async () => ({ images: [Uint8Array.of(1), Uint8Array.of(2)] }),
  async *speak(): AsyncGenerator<SpeakEvent> {
    yield { type: 'start', mediaType: 'audio/wav' }
    yield { type: 'bytes', bytes: Uint8Array.of(1) }
    yield { type: 'finish' }
  },
} as unknown as AnyProvider

describe('a row', () => {
  test('tells everything of a request', async () => {
    const { tracker, rows } = tracked({ client: 'app', price })
    const provider = fakeProvider('Hello there', { baseURL: 'https://fake.test/v1', scope: 'org' })
    const before = Date.now()
    const ai = createClient(provider, usage(tracker))
    const { usage: told } = await ai.ask('Hi', { tags: { team: 'search' }, callId: 'mine' })
    const [row, ...more] = await rows()
    expect(more).toEqual([])
    expect(row).toEqual({
      id: expect.stringMatching(/.{20,}/),
      callId: 'mine',
      at: expect.any(Number),
      client: 'app',
      provider: 'fake',
      baseURL: 'https://fake.test/v1',
      scope: 'org',
      model: 'fake-1',
      operation: 'chat',
      outcome: 'done',
      attempt: 1,
      again: undefined,
      usage: told,
      cost: expect.objectContaining({ amount: 0.003, currency: 'USD' }),
      durationMs: expect.any(Number),
      firstTokenMs: undefined,
      code: undefined,
      tags: { team: 'search' },
    })
    expect(Number.isInteger(row?.at)).toBe(true)
    expect(row?.at).toBeGreaterThanOrEqual(before - 1)
    expect(row?.at).toBeLessThanOrEqual(Date.now())
  })

  test('is written for every operation, with the units that it is billed by', async () => {
    const { tracker, rows } = tracked()
    const provider = wrap(silent, usage(tracker))
    await ask(provider, 'question')
    await stream(provider, 'question').response
    await embed(provider as AnyProvider & Required<Pick<AnyProvider, 'embed'>>, ['one two!', 'three fo'])
    await listModels(provider as AnyProvider & Required<Pick<AnyProvider, 'listModels'>>)
    await provider.transcribe?.({ audio: Uint8Array.of(1) })
    await provider.generateImage?.({ prompt: 'two of them' })
    for await (const _ of provider.speak?.({ text: 'Say it' }) ?? []);
    expect(shown(await rows(), 'operation', 'outcome', 'usage')).toEqual([
      ['chat', 'done', { inputTokens: 6, outputTokens: 1, totalTokens: 7, source: 'estimated' }],
      ['stream', 'done', { inputTokens: 6, outputTokens: 2, totalTokens: 8, source: 'estimated' }],
      ['embed', 'done', { inputTokens: 4, totalTokens: 4, source: 'estimated' }],
      ['listModels', 'done', undefined],
      ['transcribe', 'done', { audioSeconds: 2.5, source: 'provider' }],
      ['generateImage', 'done', { images: 2, source: 'counted' }],
      ['speak', 'done', { characters: 6, source: 'counted' }],
    ])
  })

  test('is one for each attempt, and those of one call share its id', async () => {
    const { tracker, rows } = tracked()
    const provider = wrap(
      fakeProvider([{ error: 'server' }, { error: 'rate-limit' }, 'yes']),
      usage(tracker),
      eagerRetry(),
    )
    await ask(provider, 'Hi')
    const all = await rows()
    expect(shown(all, 'outcome', 'code', 'attempt', 'again')).toEqual([
      ['failed', 'server', 1, undefined],
      ['failed', 'rate-limit', 2, 'retried'],
      ['done', undefined, 3, 'retried'],
    ])
    expect(new Set(all.map(({ callId }) => callId)).size).toBe(1)
    expect(new Set(all.map(({ id }) => id)).size).toBe(3)
    expect(all.map((row) => row.usage?.inputTokens)).toEqual([undefined, undefined, 1])
    const { calls, requests, failed } = await tracker.totals()
    expect({ calls, requests, failed }).toEqual({ calls: 1, requests: 3, failed: 2 })
  })

  test('of a call that fails says so, and the error is as it was', async () => {
    const { tracker, rows } = tracked({ price })
    const error = new AiuError('authentication', 'No.')
    const provider = wrap(fakeProvider({ error }), usage(tracker))
    await expect(ask(provider, 'Hi')).rejects.toBe(error)
    await expect(stream(provider, 'Hi').response).rejects.toThrow()
    expect(shown(await rows(), 'outcome', 'code', 'usage', 'cost')[0]).toEqual([
      'failed',
      'authentication',
      undefined,
      undefined,
    ])
    expect((await tracker.totals()).unpriced).toBe(0)
  })

  test('that askJson asks anew is not another call', async () => {
    const { tracker, rows } = tracked()
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'x',
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => ({}), output: () => ({}) },
      },
    } as const
    const provider = wrap(fakeProvider(['no JSON', '{"a":1}']), usage(tracker))
    await askJson(provider, 'Hi', schema as never)
    expect(shown(await rows(), 'attempt', 'again')).toEqual([
      [1, undefined],
      [1, 're-asked'],
    ])
    expect((await tracker.totals()).calls).toBe(1)
  })

  test('of each step of a tool run has the run as its call', async () => {
    const { tracker, rows } = tracked()
    const clock = tool({
      name: 'clock',
      description: 'The time',
      input: { schema: anything, jsonSchema: { type: 'object' } },
      run: () => 'noon',
    } as never)
    const provider = wrap(
      fakeProvider([{ toolCalls: [{ name: 'clock', arguments: {} }] }, 'Noon.'] as never),
      usage(tracker),
    )
    await runTools(provider, 'Time?', [clock as never]).response
    const all = await rows()
    expect(all).toHaveLength(2)
    expect(all[0]?.callId).toBe(all[1]?.callId)
  })

  test('is written for what ends after its call: the loser of a hedged pair', async () => {
    const { tracker, rows } = tracked()
    const slow = {
      ...silent,
      name: 'slow',
      chat: ({ signal }: CallOptions) => leaving(signal),
    } as unknown as AnyProvider
    const provider = wrap(hedge({ afterMs: 1 }, slow, fakeProvider('quick')), usage(tracker))
    expect((await ask(provider, 'question')).text).toBe('quick')
    await expect.poll(async () => (await rows()).length).toBe(2)
    const all = (await rows()).toSorted((a, b) => (a.provider < b.provider ? -1 : 1))
    expect(shown(all, 'provider', 'outcome')).toEqual([
      ['fake', 'done'],
      ['slow', 'aborted'],
    ])
    expect(all[1]?.usage).toEqual({ inputTokens: 6, outputTokens: undefined, source: 'estimated' })
    expect((await tracker.totals()).calls).toBe(1)
  })
})

describe('what a cache answers', () => {
  const stack = (texts: FakeStep[]) => {
    const own = tracked({ price })
    const provider = fakeProvider(texts)
    return { ...own, provider, ai: createClient(provider, usage(own.tracker), cache(memoryStore())) }
  }

  test('is a row that was not paid for, whole and as a stream', async () => {
    const { ai, rows, tracker } = stack(['one two'])
    const first = await ai.ask('Hi')
    expect(first.cost?.amount).toBe(0.003)
    const hit = await ai.ask('Hi')
    const live = await ai.stream('Hi').response
    for (const { cost, usage, cached } of [hit, live]) {
      expect(cost).toEqual({ amount: 0, currency: 'USD', source: 'test', priceDate: '2026-11-01', lines: [] })
      expect(usage).toEqual(first.usage)
      expect(cached).toBeDefined()
    }
    const all = await rows()
    expect(shown(all, 'operation', 'outcome', 'attempt', 'model')).toEqual([
      ['chat', 'done', 1, 'fake-1'],
      ['chat', 'hit', undefined, 'fake-1'],
      ['stream', 'hit', undefined, 'fake-1'],
    ])
    expect(await tracker.totals()).toMatchObject({
      calls: 3,
      requests: 1,
      hits: 2,
      cost: { USD: 0.003 },
      saved: { USD: 0.006 },
      inputTokens: 1,
      savedUsage: { inputTokens: 2, outputTokens: 4 },
    })
  })

  test('has a row though its reader left', async () => {
    const { ai, rows } = stack(['one two three'])
    await ai.ask('Hi')
    for await (const _ of ai.stream('Hi')) break
    expect(shown(await rows(), 'outcome', 'usage').at(-1)).toEqual(['hit', undefined])
  })

  test('F46 10,000 equal asks are one paid row, and 9,999 shared ones', { timeout: 120_000 }, async () => {
    const { ai, tracker, provider, reports } = stack(['one two'])
    const answers = await Promise.all(Array.from({ length: 10_000 }, () => ai.ask('Hi')))
    expect(provider.calls).toHaveLength(1)
    expect(answers.filter(({ cost }) => cost?.amount === 0)).toHaveLength(9_999)
    const { calls, requests, shared, cost, saved } = await tracker.totals()
    expect({ calls, requests, shared, cost, saved }).toEqual({
      calls: 10_000,
      requests: 1,
      shared: 9_999,
      cost: { USD: 0.003 },
      saved: { USD: 29.997 },
    })
    expect(reports).toEqual([])
  })

  test('is paid for by who asked first, though he left', async () => {
    const { ai, rows, provider } = stack([{ text: 'one two', delayMs: 20 }])
    const controller = new AbortController()
    const left = ai.ask('Hi', { signal: controller.signal, tags: { who: 'first' } })
    const stays = ai.ask('Hi', { tags: { who: 'second' } })
    left.catch(() => {})
    await expect.poll(() => provider.calls.length).toBe(1)
    controller.abort()
    await expect(left).rejects.toThrow()
    await stays
    expect(provider.calls).toHaveLength(1)
    const all = (await rows()).toSorted((a, b) => (a.outcome < b.outcome ? -1 : 1))
    expect(shown(all, 'outcome', 'tags')).toEqual([
      ['done', { who: 'first' }],
      ['shared', { who: 'second' }],
    ])
  })

  test('that is fetched anew in the background is no call of its own', async () => {
    let now = Date.now()
    const { tracker, rows } = tracked()
    const layer = cache(memoryStore(), { ttlMs: 10, staleMs: 100_000, clock: () => now })
    const ai = createClient(fakeProvider(['old', 'new']), usage(tracker), layer)
    await ai.ask('Hi')
    now += 1_000
    expect((await ai.ask('Hi')).text).toBe('old')
    await layer.settled()
    const all = (await rows()).toSorted((a, b) => (a.outcome < b.outcome ? -1 : 1))
    expect(shown(all, 'outcome', 'again')).toEqual([
      ['done', undefined],
      ['done', 're-asked'],
      ['hit', undefined],
    ])
    expect((await tracker.totals()).calls).toBe(2)
  })
})

const anything = { '~standard': { version: 1, vendor: 'x', validate: (value: unknown) => ({ value }) } }
const eagerRetry = () => retry({ clock: { now: () => 0, sleep: async () => {} } })
const leaving = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
