import type { Usage, UsageFigure } from '@aiu/core'
import { must } from '../rule.ts'
import { inOrder, mustBe, row, tokens, total, type UsageCheck, usd } from './check.ts'

const FIGURES: Readonly<Record<UsageFigure, number>> = {
  inputTokens: 1000,
  outputTokens: 200,
  totalTokens: 1200,
  cachedInputTokens: 300,
  cacheWriteTokens: 40,
  reasoningTokens: 50,
  inputAudioTokens: 6,
  outputAudioTokens: 7,
  audioSeconds: 8,
  characters: 9,
  images: 10,
}

export const figureChecks: readonly UsageCheck[] = [
  {
    name: 'an empty store has one sum, of nothing',
    wants: 'zeros without columns, and no group with one',
    because: 'a chart of a new app is empty, and no error',
    async run(store) {
      const { used, saved, cost, savedCost, by, ...counted } = await total(store)
      mustBe([used, saved, cost, savedCost, by], [{}, {}, {}, {}, {}], 'Figures of nothing')
      mustBe(
        inOrder(counted),
        inOrder({
          calls: 0,
          requests: 0,
          hits: 0,
          shared: 0,
          failed: 0,
          unpriced: 0,
          estimated: 0,
          durationMs: 0,
        }),
        'Counts of nothing',
      )
      mustBe(await store.sum({ by: ['model'] }), [], 'Groups of nothing')
      await store.append([])
      mustBe((await total(store)).requests, 0, 'Requests after no rows')
    },
  },
  {
    name: 'tells calls, requests, hits and failures apart',
    wants:
      '`calls` to be rows without `again`, `requests` those that went upstream, `failed` the requests that did not end as `done`, and `durationMs` that of requests',
    because: 'a retry is paid for, but nobody asked twice; a hit is asked for, but not paid',
    async run(store) {
      await store.append([
        row(),
        row({ outcome: 'failed', code: 'server' }),
        row({ attempt: 2, again: 'retried' }),
        row({ attempt: 3, again: 're-asked', outcome: 'cut' }),
        row({ outcome: 'aborted' }),
        row({ outcome: 'hit', attempt: undefined }),
        row({ outcome: 'shared', attempt: undefined }),
        row({ outcome: 'shared', attempt: undefined }),
      ])
      const { calls, requests, hits, shared, failed, durationMs } = await total(store)
      mustBe(
        { calls, requests, hits, shared, failed, durationMs },
        { calls: 6, requests: 5, hits: 1, shared: 2, failed: 3, durationMs: 50 },
        'Counts',
      )
    },
  },
  {
    name: 'keeps what was paid apart from what was saved',
    wants: '`used` and `cost` to be of requests, `saved` and `savedCost` of hits and shared answers',
    because: 'a bill that counts hits is too high',
    async run(store) {
      await store.append([
        row({ usage: tokens(10), cost: usd(0.25) }),
        row({ outcome: 'failed', usage: tokens(1), cost: usd(0.5) }),
        row({ outcome: 'hit', usage: tokens(100), cost: usd(1) }),
        row({ outcome: 'shared', usage: tokens(1000), cost: usd(2) }),
      ])
      const { used, saved, cost, savedCost } = await total(store)
      mustBe(
        [used, saved, cost, savedCost],
        [{ inputTokens: 11 }, { inputTokens: 1100 }, { USD: 0.75 }, { USD: 3 }],
        'Sums',
      )
    },
  },
  {
    name: 'sums every figure, and tells none that nobody told',
    wants:
      'each figure of `Usage` to be summed, one that is told as 0 to be 0, and one that is not told to be absent',
    because: 'unknown is not nothing',
    async run(store) {
      const usage: Usage = { ...FIGURES, source: 'provider', serviceTier: 'flex' }
      const twice = Object.fromEntries(Object.entries(FIGURES).map(([name, value]) => [name, 2 * value]))
      await store.append([row({ usage, model: 'all' }), row({ usage, model: 'all' })])
      await store.append([
        row({ usage: { outputTokens: 0, inputTokens: undefined, source: 'provider' }, model: 'zero' }),
        row({ model: 'none' }),
      ])
      const [all, none, zero] = await store.sum({ by: ['model'] })
      mustBe(inOrder(all?.used ?? {}), inOrder(twice), 'All figures, twice')
      mustBe(zero?.used, { outputTokens: 0 }, 'Of a row that tells a 0')
      mustBe(none?.used, {}, 'Of a row that tells nothing')
      mustBe(inOrder((await total(store)).used), inOrder(twice), 'All together')
    },
  },
  {
    name: 'money is exact to a billionth',
    wants: 'sums in whole billionths of the currency: ten times 0.1 to be 1, whatever the order',
    because: 'sums of floating-point numbers differ by the order, and from the bill',
    async run(store) {
      const tenths = Array.from({ length: 10 }, () => row({ cost: usd(0.1), model: 'tenths' }))
      for (const one of tenths.slice(5)) await store.append([one])
      await store.append(tenths.slice(0, 5))
      await store.append([
        row({ cost: usd(0.1), model: 'thirds' }),
        row({ cost: usd(0.2), model: 'thirds' }),
        row({ cost: usd(1e-9), model: 'tiny' }),
        row({ cost: usd(2e-9), model: 'tiny' }),
        row({ cost: usd(0), model: 'free' }),
      ])
      const sums = await store.sum({ by: ['model'] })
      mustBe(
        sums.map(({ by, cost }) => [by.model, cost.USD]),
        [
          ['free', 0],
          ['tenths', 1],
          ['thirds', 0.3],
          ['tiny', 3e-9],
        ],
        'Costs',
      )
      mustBe((await total(store)).cost.USD, 1.300000003, 'All together')
    },
  },
  {
    name: 'very large sums lose nothing',
    wants:
      'billionths to be counted beyond 2^53 of them: up to a billion of a currency, and as many thousandths of a figure',
    because: 'a number that has no more room drops what is small, and each small cost alone',
    async run(store) {
      await store.append([
        ...Array.from({ length: 3 }, () => row({ cost: usd(9_000_000), usage: tokens(4e12) })),
        ...Array.from({ length: 4 }, () => row({ cost: usd(1e-9), usage: tokens(1) })),
      ])
      const small = await total(store)
      mustBe(small.cost.USD, 27_000_000.000000004, '27 million and four billionths')
      mustBe(small.used.inputTokens, 12_000_000_000_004, 'Tokens')
      await store.append(Array.from({ length: 108 }, () => row({ cost: usd(9_000_000) })))
      mustBe((await total(store)).cost.USD, 999_000_000, 'Almost a billion')
    },
  },
  {
    name: 'seconds and durations are exact to a thousandth',
    wants: 'fractions to be summed in whole thousandths',
    because: 'a minute of audio is paid for, and ten times a tenth is one',
    async run(store) {
      await store.append(
        Array.from({ length: 10 }, () =>
          row({ usage: { audioSeconds: 0.1, source: 'provider' }, durationMs: 0.1 }),
        ),
      )
      const { used, durationMs } = await total(store)
      mustBe([used.audioSeconds, durationMs], [1, 1], 'Seconds and ms')
    },
  },
  {
    name: 'currencies stay apart',
    wants: 'a sum of its own for each currency',
    because: 'a dollar and a euro are not two of anything',
    async run(store) {
      const eur = usd(2, 'EUR')
      await store.append([
        row({ cost: usd(1) }),
        row({ cost: eur }),
        row({ cost: eur }),
        row({ cost: eur, outcome: 'hit' }),
        row({ cost: usd(2, '__proto__') }),
      ])
      const { cost, savedCost } = await total(store)
      mustBe(
        inOrder(cost),
        [
          ['EUR', 4],
          ['USD', 1],
          ['__proto__', 2],
        ],
        'Costs',
      )
      mustBe(savedCost, { EUR: 2 }, 'What was saved')
    },
  },
  {
    name: 'tells how many prices and figures are not known',
    wants:
      '`unpriced` to count requests that used something (a figure above 0) and have no cost, `estimated` requests whose usage is not told by the provider',
    because: 'a sum without them looks complete',
    async run(store) {
      await store.append([
        row({ usage: tokens(1), cost: usd(0) }),
        row({ usage: tokens(1) }),
        row({ usage: { images: 1, source: 'estimated' } }),
        row({ usage: { outputTokens: 3, source: 'counted' }, cost: usd(1) }),
        row({ usage: tokens(0) }),
        row({ usage: { source: 'provider' } }),
        row(),
        row({ usage: tokens(1), outcome: 'hit' }),
        row({ usage: { outputTokens: 3, source: 'estimated' }, outcome: 'shared' }),
      ])
      const { unpriced, estimated } = await total(store)
      mustBe({ unpriced, estimated }, { unpriced: 2, estimated: 2 }, 'Unknowns')
    },
  },
  {
    name: 'what is no number counts as not told',
    wants: 'a figure or an amount that is NaN, infinite or no number to spoil no sum',
    because: 'one odd row would make every total of its day useless',
    async run(store) {
      const odd = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, null, '7'] as unknown[] as number[]
      await store.append([
        row({ usage: tokens(2), cost: usd(1) }),
        ...odd.map((value) => row({ usage: tokens(value), cost: usd(value), durationMs: value })),
      ])
      const { used, cost, durationMs, requests } = await total(store)
      must(requests === 6, () => `${requests} requests, not 6.`)
      mustBe(
        { used, cost, durationMs },
        { used: { inputTokens: 2 }, cost: { USD: 1 }, durationMs: 10 },
        'Sums',
      )
    },
  },
]
