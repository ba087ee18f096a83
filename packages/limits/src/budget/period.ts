/** The stretch that a budget is for. Days and months are those of UTC. */
export interface Period {
  /** Of this one alone: "2026-11-23", "2026-11"; empty for a run. */
  readonly name: string
  /** Unix ms; of a run, never and for good. */
  readonly beganAt: number
  readonly endsAt: number
  /** What was used counts for so long: longer than the stretch lasts, whatever the wall clock does meanwhile. */
  readonly perMs: number
}

const DAY_MS = 86_400_000
const FOR_GOOD_MS = 3_650 * DAY_MS

export function periodAt(per: 'run' | 'day' | 'month', now: number): Period {
  if (per === 'run') return { name: '', beganAt: 0, endsAt: Infinity, perMs: FOR_GOOD_MS }
  const date = new Date(now)
  const day = per === 'day' ? date.getUTCDate() : 1
  const at = (days: number, months: number): number =>
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day + days)
  return per === 'day'
    ? { name: date.toISOString().slice(0, 10), beganAt: at(0, 0), endsAt: at(1, 0), perMs: 2 * DAY_MS }
    : { name: date.toISOString().slice(0, 7), beganAt: at(0, 0), endsAt: at(0, 1), perMs: 62 * DAY_MS }
}
