/** What became of a reservation: what was used by unit, or `undefined` where it is to be as if it had never been. */
export type End = Readonly<Record<string, number>> | undefined

/** What could not be said while the server was lost. */
export interface LateWords {
  keep(id: string, end: End): void
  /** Says all of them; stops at the first that fails, which is kept. */
  say(say: (id: string, end: End) => Promise<unknown>): Promise<void>
}

/** So many are kept; of those that were first the reservation stays as it was. */
const MOST = 10_000
const AT_ONCE = 100

export function lateWords(): LateWords {
  const kept = new Map<string, End>()
  return {
    keep(id, end) {
      kept.set(id, end)
      for (const [oldest] of kept) {
        if (kept.size <= MOST) break
        kept.delete(oldest)
      }
    },
    async say(say) {
      while (kept.size) {
        const some = [...kept].slice(0, AT_ONCE)
        for (const [id] of some) kept.delete(id)
        const told = await Promise.allSettled(some.map(([id, end]) => say(id, end)))
        for (const [at, { status }] of told.entries())
          if (status === 'rejected') kept.set(...(some[at] as [string, End]))
        if (told.some(({ status }) => status === 'rejected')) return
      }
    },
  }
}
