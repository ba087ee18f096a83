import { type Clock, systemClock } from './clock.ts'

/** The longest that a timer can wait, in ms: 24.8 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * Calls `onTime` after `ms`, at most `MAX_TIMER_MS`, unless the function that it returns is called before. On the platform's clock this
 * is a bare timer, without a promise.
 */
export function startTimer(ms: number, onTime: () => void, clock: Clock = systemClock): () => void {
  if (clock === systemClock) {
    const timer = setTimeout(onTime, Math.min(ms, MAX_TIMER_MS))
    return () => clearTimeout(timer)
  }
  const stop = new AbortController()
  clock.sleep(ms, stop.signal).then(onTime, () => {})
  return () => stop.abort(0)
}
