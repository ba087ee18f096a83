import { AiuError, type CallOptions, type Layer, tap } from '@aiu/core'
import { alarm } from '../alarm.ts'
import { type Clock, realClock } from '../clock.ts'
import { ended } from '../ended.ts'
import { MOST_MS } from '../headers/reset-ms.ts'
import { numberIn } from '../number-in.ts'
import { ownSignal } from '../own-signal.ts'

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
export function deadline(ms: number, { clock = realClock }: DeadlineOptions = {}): Layer {
  numberIn('deadline', ms, 1, MOST_MS)

  const bind = <Q extends CallOptions>(request: Q): { readonly within: Q; end(): void } => {
    const now = clock.now()
    const leftMs = Math.min(ms, (request.deadline ?? Infinity) - now)
    const { signal, abort, free } = ownSignal(request.signal)
    const over = (): void =>
      abort(new AiuError('timeout', `The call had not ended after ${Math.max(0, Math.round(leftMs))} ms.`))
    const stop = leftMs > 0 ? alarm(clock, leftMs, over) : over()
    return {
      within: { ...request, signal, deadline: now + leftMs },
      end() {
        stop?.()
        free()
      },
    }
  }

  return {
    name: 'deadline',
    order: 30,
    call(_operation, request, next) {
      const { within, end } = bind(request)
      return ended(() => next(within), end)
    },
    iterate(_operation, request, next) {
      let end: (() => void) | undefined
      // Time runs from the first read on; a tap around this adds no ring of its own.
      const source: ReturnType<typeof next> = {
        [Symbol.asyncIterator]() {
          const bound = bind(request)
          end = bound.end
          return next(bound.within)[Symbol.asyncIterator]()
        },
      }
      return tap(source, { end: () => end?.() })
    },
  }
}
