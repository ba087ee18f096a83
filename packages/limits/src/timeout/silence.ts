import { type Clock, startTimer } from '@aiu/core/layer-kit'

/** How long a server has been silent while somebody waited for it. */
export interface Silence {
  /** Somebody waits from now on. */
  wait(): void
  /** Something came; `content`: of the answer itself. */
  came(content: boolean): void
  end(): void
}

/**
 * Tells `over` once when nothing has come for too long. One timer for a whole stream: it is not set anew with each piece, but looks,
 * when it rings, how long it has been silent.
 */
export function silence(
  clock: Clock,
  firstMs: number | undefined,
  idleMs: number | undefined,
  over: (ms: number, idle: boolean) => void,
): Silence {
  let since = clock.now()
  let limit = firstMs
  let idle = false
  let waiting = false
  /** It was over once, and has been given a moment more. */
  let late = false
  let due = 0
  /** Since then nobody waits. */
  let restedFrom = since
  let stop: (() => void) | undefined

  const arm = (ms: number): void => {
    due = clock.now() + ms
    stop = startTimer(Math.max(0, ms), ring, clock)
  }
  const ring = (): void => {
    stop = undefined
    if (!waiting || !limit) return
    const now = clock.now()
    const left = since + limit - now
    if (left > 0) arm(left)
    // The loop stood still, or the machine slept: what came meanwhile is read after this timer, and must have its turn.
    else if (!late) {
      late = true
      arm(Math.min(limit, now - due))
    } else over(limit, idle)
  }
  return {
    wait() {
      waiting = true
      late = false
      since += clock.now() - restedFrom
      if (limit && !stop) arm(since + limit - clock.now())
    },
    came(content) {
      waiting = false
      restedFrom = clock.now()
      if (content) since = restedFrom
      if (content && !idle) {
        idle = true
        limit = idleMs
        stop?.()
        stop = undefined
      }
    },
    end() {
      waiting = false
      stop?.()
    },
  }
}
