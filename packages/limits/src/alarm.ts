import { type Clock, realClock } from './clock.ts'

/** Rings after `ms`, unless what it gives back is called before. The platform's is a bare timer: every call sets one. */
export function alarm(clock: Clock, ms: number, ring: () => void): () => void {
  if (clock === realClock) {
    const timer = setTimeout(ring, ms)
    return () => clearTimeout(timer)
  }
  const stop = new AbortController()
  clock.sleep(ms, stop.signal).then(ring, () => {})
  return () => stop.abort(0)
}
