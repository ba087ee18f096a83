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
 * amount. Its length is bounded: past a thousand entries, those within a thousandth of `perMs` count as one, as late as the last.
 */
export function windowTally(rule: LimitRule, perMs: number): Tally {
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
      return !log[0]
    },
    left(now) {
      forget(now)
      return Math.max(0, rule.amount - sum)
    },
    waitMs(units, now) {
      if (units > rule.amount) return Number.POSITIVE_INFINITY
      forget(now)
      let over = sum + units - rule.amount
      if (over <= 0) return 0
      for (const bucket of log) {
        over -= bucket.units
        if (over <= 0) return bucket.at + perMs - now
      }
      return perMs
    },
    add(units, now) {
      sum += units
      const last = log.at(-1)
      if (last && log.length > MOST_APART && now - last.from < perMs / GRAIN) {
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

/** How many are held at once. */
export function holdTally(rule: LimitRule): Tally {
  const held: Bucket = { from: 0, at: 0, units: 0 }
  return {
    rule,
    isIdle: () => !held.units,
    left: () => Math.max(0, rule.amount - held.units),
    waitMs: (units) =>
      units > rule.amount ? Number.POSITIVE_INFINITY : held.units + units > rule.amount ? GUESS_MS : 0,
    add(units) {
      held.units += units
      return held
    },
    change(_bucket, by) {
      held.units += by
    },
  }
}
