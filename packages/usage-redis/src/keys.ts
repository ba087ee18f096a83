/** Names of what is kept. All have one hash tag, so that a cluster has them in one place. */
export interface Keys {
  /** Hash: each set of values that rows have had, and its number. */
  readonly kinds: string
  /** Sorted set: the days that have sums. */
  readonly days: string
  /** What the names of days begin with. */
  readonly before: string
  /** Hash: of each kind and measure, the sum. */
  sums(day: number): string
  /** Set: ids of rows. */
  ids(day: number): string
  /** Sorted set by time: rows, each after its number of the day. */
  rows(day: number): string
}

export function keysOf(prefix: string): Keys {
  const before = `{${prefix}}:`
  return {
    kinds: `${before}kinds`,
    days: `${before}days`,
    before,
    sums: (day) => `${before}sums:${day}`,
    ids: (day) => `${before}ids:${day}`,
    rows: (day) => `${before}rows:${day}`,
  }
}
