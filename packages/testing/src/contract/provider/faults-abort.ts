import { type AnyProvider, ask, stream } from '@aiu/core'
import { loopNow } from '../../loop-clock.ts'
import { bestOf, patience, until } from '../best-of.ts'
import { must, show } from '../rule.ts'
import { type Bench, code, QUESTION, streamed } from './bench.ts'
import type { FaultCheck } from './check.ts'

type Start = (provider: AnyProvider, options: { readonly signal: AbortSignal }) => Promise<unknown>

const asked: Start = (provider, options) => ask(provider, QUESTION, options)
const read: Start = (provider, options) => streamed(provider, QUESTION, options)
const looped: Start = async (provider, options) => {
  for await (const _ of stream(provider, QUESTION, options));
}

const STAGES: readonly (readonly [stage: string, variant: string, start: Start])[] = [
  ['a whole answer, before its headers', 'before-headers', asked],
  ['a whole answer, in the middle of its body', 'mid-body', asked],
  ['a stream, before its headers', 'before-headers', read],
  ['a stream, before its first event', 'before-first-item', read],
  ['a stream, in the middle', 'mid-stream', read],
  ['a loop over a stream, in the middle', 'mid-stream', looped],
]

/** How long an abort at this stage takes until the call has failed and its connection is closed. */
async function abortAt(bench: Bench, variant: string, start: Start): Promise<number> {
  const { server } = bench
  const provider = await bench.at('F40', variant)
  const controller = new AbortController()
  const reason = new Error('mine')
  const before = server.requests.length
  const failed = bench.fails(start(provider, { signal: controller.signal }), { requests: -1 })
  failed.catch(() => {})
  must(await until(() => server.requests.length > before), 'Nothing was asked of the server.')
  // Time for what came of it to be read.
  await patience(20)
  const from = loopNow()
  controller.abort(reason)
  const error = await Promise.race([failed, patience(1000)])
  must(error, 'the call had not ended a second after the abort.')
  code(error, 'the call', 'aborted')
  must(error.cause === reason, () => `the cause is ${show(error.cause)}, not the caller's reason.`)
  if (variant === 'mid-stream')
    must(error.partial?.text === 'Hel', () => `the partial text is ${show(error.partial?.text)}.`)
  const closed = await Promise.race([server.requests.at(-1)?.ended, patience(1000)])
  must(closed, 'the connection was still open a second later.')
  return loopNow() - from
}

/** Abort. */
export const abortFaults: readonly FaultCheck[] = [
  {
    id: 'F40',
    wants:
      "an abort to end the call as `aborted` within 50 ms, with the caller's reason as cause and the connection closed",
    because: 'cancel means cancel: a signal that is not passed on leaves a call that nobody can end',
    async run(bench) {
      for (const [stage, variant, start] of STAGES) {
        if (!bench.variants('F40').includes(variant)) continue
        try {
          const took = await bestOf(50, () => abortAt(bench, variant, start))
          must(took < 50, () => `it took ${Math.round(took)} ms.`)
        } catch (error) {
          throw Object.assign(error as Error, { message: `Abort of ${stage}: ${(error as Error).message}` })
        }
      }
      const sent = bench.server.requests.length
      const signal = AbortSignal.abort(new Error('mine'))
      const provider = await bench.good()
      for (const start of [asked, read, looped])
        code(
          await bench.fails(() => start(provider, { signal }), { requests: 0 }),
          'a call on a fired signal',
          'aborted',
        )
      must(bench.server.requests.length === sent, 'A call on a fired signal sent a request.')
      const controller = new AbortController()
      const answer = stream(provider, QUESTION, { signal: controller.signal })
      const { text } = await answer.response
      controller.abort()
      must((await answer.response).text === text, 'An abort after the end changed the answer.')
    },
  },
]
