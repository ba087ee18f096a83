import { AiuError, type CallOptions, type Layer } from '@aiu/core'
import {
  type Clock,
  checkNumber,
  linkSignal,
  MAX_TIMER_MS,
  startTimer,
  systemClock,
  wrapCall,
  wrapStream,
} from '@aiu/core/layer-kit'

export interface DeadlineOptions {
  /** What tells the time. Default: the platform's. */
  readonly clock?: Clock | undefined
}

/**
 * How long a whole call may take, in ms: queue, attempts, waits, and a stream to its end. When it is over, whatever is under way is
 * aborted, and the call fails with `timeout`; a stream's error has the answer so far as `partial`. The layers further in see the time
 * left as `request.deadline`; one that is earlier already stays.
 *
 * @throws AiuError `configuration`: not from 1 to 2,147,483,647 (24.8 days).
 * @example const ai = createClient(provider, deadline(60_000), retry())
 */
export function deadline(ms: number, { clock = systemClock }: DeadlineOptions = {}): Layer {
  checkNumber('deadline', ms, 1, MAX_TIMER_MS)

  const bind = <Q extends CallOptions>(request: Q): { readonly bounded: Q; end(): void } => {
    const now = clock.now()
    const leftMs = Math.min(ms, (request.deadline ?? Infinity) - now)
    const { signal, abort, unlink } = linkSignal(request.signal)
    const over = (): void =>
      abort(new AiuError('timeout', `The call had not ended after ${Math.max(0, Math.round(leftMs))} ms.`))
    const stop = leftMs > 0 ? startTimer(leftMs, over, clock) : over()
    return {
      bounded: { ...request, signal, deadline: now + leftMs },
      end() {
        stop?.()
        unlink()
      },
    }
  }

  return {
    name: 'deadline',
    order: 30,
    call(_operation, request, next) {
      const { bounded, end } = bind(request)
      return wrapCall({ send: () => next(bounded), onEnd: end })
    },
    iterate(_operation, request, next) {
      let end: (() => void) | undefined
      return wrapStream({
        // Time runs from the first read on.
        open() {
          const bound = bind(request)
          end = bound.end
          return next(bound.bounded)
        },
        onEnd: () => end?.(),
      })
    },
  }
}
