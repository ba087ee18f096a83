import { AiuError, type CallOptions, type Layer } from '@aiu/core'
import {
  type Clock,
  checkNumber,
  linkSignal,
  MAX_TIMER_MS,
  systemClock,
  wrapCall,
  wrapStream,
} from '@aiu/core/layer-kit'
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
  const { firstTokenMs, idleMs, clock = systemClock } = options ?? {}
  if (firstTokenMs !== undefined) checkNumber('timeout: firstTokenMs', firstTokenMs, 1, MAX_TIMER_MS)
  if (idleMs !== undefined || firstTokenMs === undefined)
    checkNumber('timeout: idleMs', idleMs, 1, MAX_TIMER_MS)

  const bind = <Q extends CallOptions>(
    request: Q,
    name: string,
    whole: boolean,
  ): Silence & { readonly bounded: Q } => {
    const { signal, abort, unlink } = linkSignal(request.signal)
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
      bounded: { ...request, signal },
      wait,
      came,
      end() {
        end()
        unlink()
      },
    }
  }

  return {
    name: 'timeout',
    order: 90,
    call(_operation, request, next, { name }) {
      if (!firstTokenMs) return next(request)
      const { bounded, end } = bind(request, name, true)
      return wrapCall({ send: () => next(bounded), onEnd: end })
    },
    iterate(_operation, request, next, { name }) {
      let silent: Silence | undefined
      return wrapStream({
        open() {
          const bound = bind(request, name, false)
          silent = bound
          return next(bound.bounded)
        },
        onRead: () => silent?.wait(),
        onEvent: ({ type }) => silent?.came(type !== 'start' && type !== 'usage'),
        onEnd: () => silent?.end(),
      })
    },
  }
}
