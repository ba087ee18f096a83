import type { LimitRule } from '@aiu/core'

/** What was reserved at about the same time. */
export interface Bucket {
  readonly from: number
  /** The latest of them: they count until it is `perMs` ago. */
  at: number
  units: number
}

/**
 * How much of one unit is used, or held: an exact log of what was used in the last `perMs`, the oldest first, so that no stretch of
 * `perMs`, wherever it begins, has more than the amount. Its length is bounded: past a thousand entries, those within a thousandth of
 * `perMs` count as one, as late as the last. Without `perMs` it is one sum of what is held.
 */
export interface Tally {
  readonly rule: LimitRule
  readonly log: Bucket[]
  sum: number
}

/** So many buckets are kept as they came. More are put together where they are close. */
const MOST_APART = 1_000
/** The part of the stretch of time within which they are put together. */
const GRAIN = 1_000
/** Nobody knows when a call ends: ask again after so long. */
const GUESS_MS = 50
/** In a bucket that is forgotten: who settles it later changes nothing. */
const PAST = Number.NEGATIVE_INFINITY

/** What counts now. */
export function sumAt(tally: Tally, now: number): number {
  const { rule, log } = tally
  const { perMs } = rule
  for (let [first] = log; perMs && first && first.at <= now - perMs; [first] = log) {
    tally.sum -= first.units
    first.at = PAST
    log.shift()
  }
  return tally.sum
}

/** How long until so many may be had; 0 when they may be had now. None may always be had, also when more than the amount was used. */
export function waitFor(tally: Tally, units: number, now: number): number {
  const { rule, log } = tally
  const { amount, perMs } = rule
  let over = sumAt(tally, now) + units - amount
  // What is no number, too.
  if (!(units <= amount)) return Infinity
  if (!units || over <= 0) return 0
  if (!perMs) return GUESS_MS
  for (const bucket of log) {
    over -= bucket.units
    if (over <= 0) return bucket.at + perMs - now
  }
  return perMs
}

/** Counts them; tells where. */
export function count(tally: Tally, units: number, now: number): Bucket {
  const { rule, log } = tally
  const last = log.at(-1)
  tally.sum += units
  if (last && (!rule.perMs || (log[MOST_APART] && now - last.from < rule.perMs / GRAIN))) {
    last.at = now
    last.units += units
    return last
  }
  const bucket = { from: now, at: now, units }
  log.push(bucket)
  return bucket
}

/** Puts another figure in place of the one that was counted. */
export function recount(tally: Tally, bucket: Bucket, by: number): void {
  if (bucket.at === PAST || !by) return
  bucket.units += by
  tally.sum += by
}
