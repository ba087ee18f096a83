import { type Clock, realClock } from './clock.ts'
import { MOST_MS } from './headers/reset-ms.ts'

/** Rings after `ms`, or after the 24.8 days that a timer can wait, unless what it gives back is called before. The platform's is a bare timer: every call sets one. */
export function alarm(clock: Clock, ms: number, ring: () => void): () => void {
  if (clock === realClock) {
    const timer = setTimeout(ring, Math.min(ms, MOST_MS))
    return () => clearTimeout(timer)
  }
  const stop = new AbortController()
  clock.sleep(ms, stop.signal).then(ring, () => {})
  return () => stop.abort(0)
}
