import type { LimitRule } from '@aiu/core'

/** What was reserved at about the same time. */
export interface Bucket {
  readonly from: number
  /** The latest of them: they count until it is `perMs` ago. */
  at: number
  units: number
}

/** How much of one unit is used, or held, now. */
export interface Tally {
  readonly rule: LimitRule
  /** Nothing is counted any more. */
  isIdle(now: number): boolean
  left(now: number): number
  /** How long until so many may be had; 0 when they may be had now. */
  waitMs(units: number, now: number): number
  /** Counts them; tells where. */
  add(units: number, now: number): Bucket
  /** Puts another figure in place of the one that was counted. */
  change(bucket: Bucket, by: number): void
}

/** So many buckets are kept as they came. More are put together where they are close. */
const MOST_APART = 1_000
/** The part of the stretch of time within which they are put together. */
const GRAIN = 1_000
/** Nobody knows when a call ends: ask again after so long. */
const GUESS_MS = 50

/**
 * An exact log of what was used in the last `perMs`, the oldest first: no stretch of `perMs`, wherever it begins, has more than the
 * amount. Its length is bounded: past a thousand entries, those within a thousandth of `perMs` count as one, as late as the last. Without
 * `perMs` it is one sum of what is held.
 */
export function tallyOf(rule: LimitRule): Tally {
  const { amount, perMs = Number.POSITIVE_INFINITY } = rule
  const log: Bucket[] = []
  let sum = 0
  const forget = (now: number): void => {
    for (let [first] = log; first && first.at <= now - perMs; [first] = log) {
      sum -= first.units
      log.shift()
      // Who settles it later changes nothing.
      first.at = Number.NEGATIVE_INFINITY
    }
  }
  return {
    rule,
    isIdle(now) {
      forget(now)
      return !sum
    },
    left(now) {
      forget(now)
      return Math.max(0, amount - sum)
    },
    waitMs(units, now) {
      if (units > amount) return Number.POSITIVE_INFINITY
      forget(now)
      let over = sum + units - amount
      if (over <= 0) return 0
      if (!rule.perMs) return GUESS_MS
      for (const bucket of log) {
        over -= bucket.units
        if (over <= 0) return bucket.at + perMs - now
      }
      return perMs
    },
    add(units, now) {
      sum += units
      const last = log.at(-1)
      if (last && (!rule.perMs || (log.length > MOST_APART && now - last.from < perMs / GRAIN))) {
        last.at = now
        last.units += units
        return last
      }
      const bucket = { from: now, at: now, units }
      log.push(bucket)
      return bucket
    },
    change(bucket, by) {
      if (bucket.at === Number.NEGATIVE_INFINITY) return
      bucket.units += by
      sum += by
    },
  }
}
