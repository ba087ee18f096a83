import { loopNow } from '../loop-clock.ts'

/**
 * The least of what up to three runs take, in ms of `loopNow()`. A collection of garbage can make one run slow; code that waits is
 * slow every time.
 */
export async function bestOf(limitMs: number, run: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && !(best < limitMs); round++) best = Math.min(best, await run())
  return best
}

/** Resolves after so many ms. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves after so many ms of `loopNow()`: the patience of a test, which a busy machine does not shorten. */
export async function patience(ms: number): Promise<void> {
  const end = loopNow() + ms
  for (let left = ms; left > 0; left = end - loopNow()) await pause(left)
}

/** Resolves as soon as it holds; `false` when it still does not after `withinMs` of `loopNow()`. */
export async function until(holds: () => boolean, withinMs = 2000): Promise<boolean> {
  const end = loopNow() + withinMs
  while (!holds()) {
    if (loopNow() > end) return false
    await pause(1)
  }
  return true
}
