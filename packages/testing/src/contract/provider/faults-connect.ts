import { type AiuError, ask } from '@aiu/core'
import { pause } from '../best-of.ts'
import { must, show } from '../rule.ts'
import { abortedOnceAsked, bothFail, code, QUESTION, streamed } from './bench.ts'
import type { FaultCheck } from './check.ts'

const failedOnce = (error: AiuError, how: string): void => {
  const [first, ...more] = error.attempts ?? []
  must(first && !more.length, () => `${how} told ${error.attempts?.length ?? 0} attempts, not one.`)
  must(first.outcome === 'failed', () => `${how} told an attempt that was "${first.outcome}", not "failed".`)
}

/** Connect and headers. */
export const connectFaults: readonly FaultCheck[] = [
  {
    id: 'F01',
    wants: 'an address where nobody listens to fail as `connection`, the cause kept, one attempt told',
    because: "layers try again what never reached a server, and people look for the system's own code",
    async run(bench) {
      await bothFail(
        bench,
        await bench.at('F01'),
        (error, how) => {
          code(error, how, 'connection')
          must(error.cause !== undefined, `${how}: the error has no cause.`)
          failedOnce(error, how)
        },
        {},
        { requests: 0 },
      )
    },
  },
  {
    id: 'F02',
    wants: 'a connection that is reset before its reply to fail as `connection` after one request',
    because: 'the one place that asks again is the retry layer, which knows what may be asked twice',
    async run(bench) {
      await bothFail(bench, await bench.at('F02'), (error, how) => {
        code(error, how, 'connection')
        failedOnce(error, how)
      })
    },
  },
  {
    id: 'F03',
    wants: 'a server that says nothing to be left as soon as the signal fires, the connection closed',
    because: 'who no longer waits must not hold a socket, nor pay for an answer',
    async run(bench) {
      const provider = await bench.at('F03')
      for (const call of [ask, streamed]) {
        const error = await abortedOnceAsked(bench, (signal) => call(provider, QUESTION, { signal }))
        code(error, call.name, 'aborted')
        const ended = await bench.server.requests.at(-1)?.ended
        must(ended?.complete === false, 'The connection was not closed.')
      }
    },
  },
  {
    id: 'F04',
    wants: 'a kept connection that died to end in an answer or as `connection`, and the next call to work',
    because: 'servers close idle connections at any time, and one dead one must not spoil the rest',
    async run(bench) {
      const provider = await bench.at('F04')
      must((await ask(provider, QUESTION)).text === 'Hello.', 'The first call had another answer.')
      await bench.server.quiet()
      for (let times = 3, met = false; times && !met; times--) {
        // A connection is given back a moment after its answer; until then, the next call opens one of its own.
        await pause(20)
        const next = await ask(provider, QUESTION).then(
          ({ text }) => text,
          (error: unknown) => bench.fails(Promise.reject(error), { requests: -1 }),
        )
        met = typeof next !== 'string'
        if (typeof next !== 'string') code(next, 'A call on it', 'connection')
        else must(next === 'Hello.', () => `The next call answered ${show(next)}.`)
        if (met)
          must((await ask(provider, QUESTION)).text === 'Hello.', 'The call after it had another answer.')
      }
    },
  },
  {
    id: 'F05',
    wants:
      'a certificate nobody vouches for, and a host there is none of, to fail as `connection`, with words and cause',
    because: 'no retry mends either, and only the words say what will',
    async run(bench) {
      for (const variant of bench.variants('F05')) {
        await bothFail(
          bench,
          await bench.at('F05', variant),
          (error, how) => {
            code(error, `${variant}, ${how}`, 'connection')
            must(error.cause !== undefined, `${variant}, ${how}: the error has no cause.`)
          },
          {},
          { requests: 0 },
        )
      }
    },
  },
]
