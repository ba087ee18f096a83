import { type AiuError, ask } from '@aiu/core'
import { every, must, show } from '../rule.ts'
import { type Bench, bothFail, code, QUESTION, streamed } from './bench.ts'
import type { FaultCheck } from './check.ts'

const RETRY = 'the retry layer, or whoever waits, has nothing but the error to go by'

/** Each variant of a fault, whole and as a stream. */
async function eachVariant(
  bench: Bench,
  id: 'F09' | 'F11' | 'F13' | 'F14',
  check: (error: AiuError, how: string, variant: string) => void,
): Promise<void> {
  await every(
    bench.variants(id).map((variant) => [
      variant,
      async () => {
        for (const call of [ask, streamed]) {
          const provider = await bench.at(id, variant)
          const error = await bench.fails(() => call(provider, QUESTION))
          check(error, call === ask ? 'chat' : 'stream', variant)
        }
      },
    ]),
  )
}

const waits =
  (ms: number) =>
  (error: AiuError, how: string): void => {
    code(error, how, 'rate-limit')
    must(error.status === 429, () => `${how}: the error's status is ${error.status}, not 429.`)
    must(error.retryAfterMs === ms, () => `${how}: retryAfterMs is ${error.retryAfterMs}, not ${ms}.`)
  }

const CODES: Readonly<Record<string, string>> = {
  400: 'bad-request',
  401: 'authentication',
  403: 'authentication',
  404: 'not-found',
  413: 'too-large',
  422: 'bad-request',
}

/** Statuses and what their headers ask for. A provider asks once; waiting and asking again is what layers do. */
export const statusFaults: readonly FaultCheck[] = [
  {
    id: 'F06',
    wants: '`rate-limit` after one request, with `status`, `requestId` and `retryAfterMs`',
    because: RETRY,
    async run(bench) {
      for (const call of [ask, streamed]) {
        const provider = await bench.at('F06')
        const error = await bench.fails(() => call(provider, QUESTION))
        waits(2000)(error, call.name)
        must(error.requestId === 'req-06', () => `requestId is ${show(error.requestId)}, not "req-06".`)
        must(error.headers?.['retry-after'] === '2', "The reply's retry-after does not stand in `headers`.")
      }
    },
  },
  {
    id: 'F07',
    wants: "a date as retry-after to be told by the reply's own clock, or left to who reads `headers`",
    because: 'a server whose clock is an hour off must not make anyone wait an hour',
    async run(bench) {
      const error = await bench.fails(ask(await bench.at('F07'), QUESTION))
      code(error, 'chat', 'rate-limit')
      const { retryAfterMs, headers } = error
      must(
        retryAfterMs === undefined || (retryAfterMs > 0 && retryAfterMs < 3000),
        () => `retryAfterMs is ${retryAfterMs}, and the server asked for 2 s by its own clock.`,
      )
      must(headers?.['retry-after'] && headers.date, 'retry-after and date do not both stand in `headers`.')
    },
  },
  {
    id: 'F08',
    wants: 'milliseconds to win over seconds: `retryAfterMs` 250',
    because: 'vendors who send both mean the finer one',
    async run(bench) {
      for (const call of [ask, streamed]) {
        const provider = await bench.at('F08')
        waits(250)(await bench.fails(() => call(provider, QUESTION)), call.name)
      }
    },
  },
  {
    id: 'F09',
    wants: '`rate-limit`, with the x-ratelimit headers in `headers`, whatever stands in them',
    because: 'they are hints for who waits, and a hint must never be what a call fails of',
    run: (bench) =>
      eachVariant(bench, 'F09', (error, how) => {
        code(error, how, 'rate-limit')
        const kept = Object.keys(error.headers ?? {}).filter((name) => name.startsWith('x-ratelimit-'))
        must(kept.length === 2, () => `${how}: headers hold ${show(kept)} of the two x-ratelimit headers.`)
      }),
  },
  {
    id: 'F10',
    wants: '`rate-limit` at once, with `retryAfterMs` 120000',
    because: 'who would wait too long must be told, not kept waiting',
    run: async (bench) => bothFail(bench, await bench.at('F10'), waits(120_000)),
  },
  {
    id: 'F11',
    wants: 'a retry-after that is none to be none: `rate-limit` without `retryAfterMs`',
    because: 'a wrong number becomes a timer that never fires, or fires at once',
    run: (bench) =>
      eachVariant(bench, 'F11', (error, how, variant) => {
        code(error, how, 'rate-limit')
        const allowed = variant === '30-days' ? [undefined, 2_592_000_000] : [undefined]
        must(allowed.includes(error.retryAfterMs), () => `${how}: retryAfterMs is ${error.retryAfterMs}.`)
      }),
  },
  {
    id: 'F12',
    wants: 'a spent quota to be `quota`, not `rate-limit`, after one request',
    because: 'no waiting mends it',
    without: ({ error }) =>
      error({ message: '', code: 'insufficient_quota', type: 'insufficient_quota' }) === undefined
        ? 'the wire has no word for a spent quota'
        : undefined,
    run: async (bench) =>
      bothFail(bench, await bench.at('F12'), (error, how) => {
        code(error, how, 'quota')
        must(error.status === 429, () => `${how}: the error's status is ${error.status}, not 429.`)
      }),
  },
  {
    id: 'F13',
    wants: "each status to have its code and `status`, after one request, the server's words in the message",
    because: 'callers and layers act by the code, and people by the words',
    run: (bench) =>
      eachVariant(bench, 'F13', (error, how, variant) => {
        code(error, how, CODES[variant] ?? 'server')
        must(error.status === Number(variant), () => `${how}: the error's status is ${error.status}.`)
        must(
          error.message.includes(`Status ${variant}.`),
          () => `${how}: the server's words are not in ${show(error.message)}.`,
        )
      }),
  },
  {
    id: 'F14',
    wants: "x-should-retry to stand in the error's `headers`, after one request",
    because: RETRY,
    run: (bench) =>
      eachVariant(bench, 'F14', ({ headers }, how, variant) => {
        const said = headers?.['x-should-retry']
        must(said === variant.split('-')[0], () => `${how}: x-should-retry in headers is ${show(said)}.`)
      }),
  },
  {
    id: 'F15',
    wants: 'as many requests as calls',
    because: 'two loops that ask again, one in the provider and one around it, multiply',
    async run(bench) {
      const provider = await bench.at('F15')
      const before = bench.server.requests.length
      await Promise.all(
        Array.from({ length: 10 }, () => bench.fails(ask(provider, QUESTION), { requests: -1 })),
      )
      const made = bench.server.requests.length - before
      must(made === 10, () => `10 calls to a dead server made ${made} requests.`)
    },
  },
  {
    id: 'F16',
    wants: 'the failure to be told, not stepped over: one request, one attempt, and the next call to work',
    because: 'an attempt nobody hears of is one that nobody counts',
    async run(bench) {
      const provider = await bench.at('F16')
      const error = await bench.fails(ask(provider, QUESTION))
      code(error, 'chat', 'server')
      must(error.attempts?.length === 1, () => `The error tells ${error.attempts?.length} attempts.`)
      const { text, attempts } = await ask(provider, QUESTION)
      must(text === 'Hello.' && attempts.length === 1, () => `Then it answered ${show(text)}.`)
    },
  },
]
