/**
 * The least of what up to three runs take, in ms. A machine that is busy with other things can make one run slow; code that waits
 * is slow every time.
 */
export async function bestOf(limitMs: number, run: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && !(best < limitMs); round++) best = Math.min(best, await run())
  return best
}

/** Resolves after so many ms. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves as soon as it holds; `false` when it still does not after `withinMs`. */
export async function until(holds: () => boolean, withinMs = 2000): Promise<boolean> {
  const end = performance.now() + withinMs
  while (!holds()) {
    if (performance.now() > end) return false
    await pause(1)
  }
  return true
}
