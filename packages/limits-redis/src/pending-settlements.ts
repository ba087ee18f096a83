/** How a reservation ends: what was used by unit, or `undefined` for a refund. */
export type Settlement = Readonly<Record<string, number>> | undefined

/** Settlements that Redis did not get yet. */
export interface PendingSettlements {
  readonly size: number
  add(id: string, settlement: Settlement): void
  /** Sends all of them, unless it is under way already; stops at the first that fails, which stays. */
  flush(send: (id: string, settlement: Settlement) => Promise<unknown>): Promise<void>
}

/** So many are kept. Of the oldest the reservation stays as it was. */
const MAX_PENDING = 10_000
const MAX_AT_ONCE = 100

export function pendingSettlements(): PendingSettlements {
  const pending = new Map<string, Settlement>()
  let flushing = false
  return {
    get size() {
      return pending.size
    },
    add(id, settlement) {
      pending.set(id, settlement)
      for (const [oldest] of pending) {
        if (pending.size <= MAX_PENDING) break
        pending.delete(oldest)
      }
    },
    async flush(send) {
      if (flushing) return
      flushing = true
      for (let failed = false; pending.size && !failed; ) {
        const batch = [...pending].slice(0, MAX_AT_ONCE)
        for (const [id] of batch) pending.delete(id)
        await Promise.all(
          batch.map(([id, settlement]) =>
            send(id, settlement).catch(() => {
              failed = true
              pending.set(id, settlement)
            }),
          ),
        )
      }
      flushing = false
    },
  }
}
