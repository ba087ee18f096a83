import { AiuError, type CallOptions, type Layer, tap } from '@aiu/core'
import { type Clock, realClock } from '../clock.ts'
import { ended } from '../ended.ts'
import { MOST_MS } from '../headers/reset-ms.ts'
import { numberIn } from '../number-in.ts'
import { ownSignal } from '../own-signal.ts'
import { type Silence, silence } from './silence.ts'

export interface TimeoutOptions {
  /**
   * From the request to the first content, connection included, in ms; of an answer that comes whole, to the answer. Default: no
   * bound.
   */
  readonly firstTokenMs?: number | undefined
  /** Between two pieces of content, in ms. Keep-alives are no content, and a slow reader is not waited for. Default: no bound. */
  readonly idleMs?: number | undefined
  /** What tells the time. Default: the platform's. */
  readonly clock?: Clock | undefined
}

/**
 * How long one attempt may be silent. One that is silent for longer is aborted, and fails with `timeout`; a stream's error has the
 * answer so far as `partial`. Time in which this process did not run (a machine that slept) is not held against the server.
 *
 * @throws AiuError `configuration`: neither is given, or one is not from 1 to 2,147,483,647 (24.8 days).
 * @example const ai = createClient(provider, retry(), timeout({ firstTokenMs: 10_000, idleMs: 5_000 }))
 */
export function timeout(options: TimeoutOptions): Layer {
  const { firstTokenMs, idleMs, clock = realClock } = options ?? {}
  if (firstTokenMs !== undefined) numberIn('timeout: firstTokenMs', firstTokenMs, 1, MOST_MS)
  if (idleMs !== undefined || firstTokenMs === undefined) numberIn('timeout: idleMs', idleMs, 1, MOST_MS)

  const bind = <Q extends CallOptions>(
    request: Q,
    name: string,
    whole: boolean,
  ): Silence & { readonly within: Q } => {
    const { signal, abort, free } = ownSignal(request.signal)
    const over = (ms: number, idle: boolean): void =>
      abort(
        new AiuError('timeout', `${name} sent ${idle ? 'nothing more for' : 'no answer within'} ${ms} ms.`, {
          hint: `Try again later, or raise ${
            idle
              ? 'idleMs'
              : `firstTokenMs${whole ? ', or stream the answer' : ': a model may need time to load'}`
          }.`,
        }),
      )
    const { wait, came, end } = silence(clock, firstTokenMs, idleMs, over)
    wait()
    return {
      within: { ...request, signal },
      wait,
      came,
      end() {
        end()
        free()
      },
    }
  }

  return {
    name: 'timeout',
    order: 90,
    call(_operation, request, next, { name }) {
      if (!firstTokenMs) return next(request)
      const { within, end } = bind(request, name, true)
      return ended(() => next(within), end)
    },
    iterate(_operation, request, next, { name }) {
      let bound: Silence | undefined
      // No promise of its own, and a tap around this adds no ring.
      const source: ReturnType<typeof next> = {
        [Symbol.asyncIterator]() {
          const { within, ...watch } = bind(request, name, false)
          bound = watch
          const inner = next(within)[Symbol.asyncIterator]()
          return {
            next() {
              watch.wait()
              return inner.next()
            },
            return: async () => (await inner.return?.()) ?? { value: undefined, done: true },
          }
        },
      }
      return tap(source, {
        event: ({ type }) => bound?.came(type !== 'start' && type !== 'usage'),
        end: () => bound?.end(),
      })
    },
  }
}
