import { getEventListeners } from 'node:events'
import { type AiuError, type CallOptions, type Layer, type LimitStore, stream, wrap } from '@aiu/core'
import { type FaultId, type FaultServer, faultServer } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { budget, deadline, heal, memoryLimits, rateLimit, retry, timeout } from '../src/index.ts'
import { failure, subjectsOf, ways } from './time/subjects.ts'

const MINUTE_MS = 60_000
const AT_ONCE = { units: { concurrency: 1 }, limits: { concurrency: { amount: 1 } }, holdMs: MINUTE_MS }

/** All of them, with one call at once; `sent` is called as a request goes out to the server. */
const stack = (store: LimitStore, sent: () => void): readonly Layer[] => [
  deadline(MINUTE_MS),
  budget({ amount: 1e6, currency: 'tokens', per: 'run' }),
  heal(),
  retry({ random: () => 1 }),
  rateLimit({ concurrency: 1, key: 'line', store }),
  timeout({ firstTokenMs: MINUTE_MS, idleMs: MINUTE_MS }),
  {
    name: 'sent',
    call(_operation, request, next) {
      sent()
      return next(request)
    },
    iterate(_operation, request, next) {
      sent()
      return next(request)
    },
  },
]
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe.each(subjectsOf(LONG))('F40 an abort of a call through all layers, $name', ({ wire, make }) => {
  let server: FaultServer
  beforeAll(async () => {
    server = await faultServer({ wire })
  })
  afterAll(() => server.close())

  /** Aborts a call at a stage; how long it took to end. */
  async function abortAt(stage: string, fault: FaultId, asked: (typeof ways)[number][1]): Promise<number> {
    const store = memoryLimits()
    const stop = new AbortController()
    const reason = new Error('mine')
    let sent = 0
    const provider = wrap(make(server.at(fault)), ...stack(store, () => void sent++))
    const held = stage === 'in the queue' ? await store.reserve('line', AT_ONCE) : undefined
    const requests = server.requests.length
    const options: CallOptions = { signal: stop.signal }
    const live = asked === ways[1]?.[1] ? stream(provider, 'Hello?', options) : undefined
    if (stage === 'before it began') stop.abort(reason)
    const ended = failure(live?.response ?? asked(provider, options as { signal: AbortSignal }))
    if (stage === 'in the queue') await pause(5)
    else if (stage !== 'before it began') {
      await expect.poll(() => server.requests.length, { interval: 2 }).toBe(requests + 1)
      // What is sent has come, or has not.
      if (stage === 'in a wait') await server.quiet()
      await pause(20)
    }
    const before = sent
    const from = loopNow()
    stop.abort(reason)
    const error: AiuError = await ended
    const took = loopNow() - from
    expect({ code: error.code, name: error.name, cause: error.cause }).toEqual({
      code: 'aborted',
      name: 'AbortError',
      cause: reason,
    })
    expect(error.attempts?.length ?? 0).toBe(sent)
    if (stage === 'in the middle') expect(error.partial?.text).not.toBe('')
    await server.quiet()
    if (held && 'id' in held) store.settle(held.id, {})
    // The permit is there again.
    await expect.poll(() => store.reserve('line', AT_ONCE), { interval: 2 }).toHaveProperty('id')
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    expect(sent).toBe(before)
    return took
  }

  describe.each(ways)('%s', (way, asked) => {
    test.each<readonly [stage: string, fault: FaultId]>([
      ['before it began', 'F03'],
      ['in the queue', 'F03'],
      ['before the headers', 'F03'],
      ...(way === 'whole'
        ? []
        : ([
            ['before the first piece', 'F32'],
            ['in the middle', 'F31'],
          ] as const)),
      ['in a wait', 'F15'],
    ])('%s', async (stage, fault) => {
      let best = Infinity
      // A busy machine may be late; ours are not late each time.
      for (let tries = 5; tries && best >= 50; tries--)
        best = Math.min(best, await abortAt(stage, fault, asked))
      expect(best).toBeLessThan(50)
    })

    test('after its end nothing is left of it', async () => {
      const store = memoryLimits()
      const stop = new AbortController()
      const provider = wrap(make(server.at('F16')), ...stack(store, () => {}))
      const { text, attempts } = await asked(provider, { signal: stop.signal })
      expect([text, attempts.length]).toEqual(['Hello.', 2])
      expect(getEventListeners(stop.signal, 'abort')).toEqual([])
      const requests = server.requests.length
      stop.abort()
      await pause(5)
      expect(server.requests).toHaveLength(requests)
      expect(await store.reserve('line', AT_ONCE)).toHaveProperty('id')
    })
  })
})
