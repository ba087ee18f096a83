/** The stretch that a budget is for. Days and months are those of UTC. */
export interface Period {
  /** Of this one alone: "2026-11-23", "2026-11"; empty for a run. */
  readonly name: string
  /** Unix ms; `undefined` for a run. */
  readonly endsAt: number | undefined
  /** What was used counts for so long: longer than the stretch lasts, whatever the wall clock does meanwhile. */
  readonly perMs: number
}

const DAY_MS = 86_400_000
const FOR_GOOD_MS = 3_650 * DAY_MS

export function periodAt(per: 'run' | 'day' | 'month', now: number): Period {
  if (per === 'run') return { name: '', endsAt: undefined, perMs: FOR_GOOD_MS }
  const date = new Date(now)
  const iso = date.toISOString()
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return per === 'day'
    ? { name: iso.slice(0, 10), endsAt: Date.UTC(year, month, date.getUTCDate() + 1), perMs: 2 * DAY_MS }
    : { name: iso.slice(0, 7), endsAt: Date.UTC(year, month + 1), perMs: 62 * DAY_MS }
}
