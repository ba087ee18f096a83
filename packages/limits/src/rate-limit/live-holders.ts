/** The calls that hold something, as far as a request's end may keep them from giving it back. */
export interface LiveHolders {
  /** One more, from now on. Returns its id. */
  add(id: string): string
  /** It gives back what it holds. False: that was done for it already. */
  remove(id: string): boolean
  /** Removes those whose requests have ended; returns their ids. `lateMs`: how late the one who asks is itself. */
  removeDead(lateMs: number): string[]
}

/** How often a call gives a sign of life, in ms. */
const BEAT_MS = 500
/** One that has given none for so long, in ms, is dead. */
const DEAD_MS = 2_000

/** Each call's signs of life come from a timer of its own. */
export function liveHolders(): LiveHolders {
  const holders = new Map<string, { seenAt: number; readonly timer: ReturnType<typeof setInterval> }>()
  const remove = (id: string): boolean => {
    clearInterval(holders.get(id)?.timer)
    return holders.delete(id)
  }
  return {
    add(id) {
      const timer = setInterval(() => {
        holder.seenAt = performance.now()
      }, BEAT_MS)
      const holder = { seenAt: performance.now(), timer }
      holders.set(id, holder)
      return id
    },
    remove,
    removeDead: (lateMs) =>
      [...holders]
        .filter(([, { seenAt }]) => performance.now() - lateMs > seenAt + DEAD_MS)
        .map(([id]) => id)
        .filter(remove),
  }
}
