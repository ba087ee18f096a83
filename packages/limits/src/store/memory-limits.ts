import { AiuError, type LimitRule, type LimitStore } from '@aiu/core'
import { type Clock, systemClock } from '@aiu/core/layer-kit'
import { type Bucket, count, recount, sumAt, type Tally, waitFor } from './tally.ts'

interface Part {
  readonly unit: string
  readonly units: number
  readonly tally: Tally
  readonly bucket: Bucket
}
interface Reservation {
  readonly until: number
  readonly parts: readonly Part[]
}

/** Idle keys are looked for when there are so many more. */
const MANY_KEYS = 64

const worded = ({ amount, perMs }: LimitRule): string =>
  perMs ? `${amount} in ${perMs} ms` : `${amount} at once`

/**
 * Counts in this process. Exact: no stretch of time, wherever it begins, has more than the limit. A key is forgotten when nothing of
 * it counts any more; until then another rule for one of its units is refused, with the code `configuration`.
 *
 * @example rateLimit({ requests: 60, store: memoryLimits() }) // shared with nobody else
 */
export function memoryLimits({
  clock = systemClock,
}: {
  readonly clock?: Pick<Clock, 'now'> | undefined
} = {}): LimitStore {
  const keys = new Map<string, Record<string, Tally>>()
  const open = new Map<string, Reservation>()
  let made = 0
  let crowd = MANY_KEYS
  /** Nothing that is open is over before. */
  let soonest = Number.POSITIVE_INFINITY

  /** `used` stands in place of what was reserved; with `none`, what it does not name is none. */
  const close = (id: string, used: Readonly<Record<string, number>>, none?: 0): void => {
    for (const { unit, units, tally, bucket } of open.get(id)?.parts ?? [])
      recount(tally, bucket, (tally.rule.perMs ? (used[unit] ?? none ?? units) : 0) - units)
    open.delete(id)
  }
  const tidy = (now: number): void => {
    if (soonest <= now) {
      soonest = Number.POSITIVE_INFINITY
      for (const [id, { until }] of open)
        if (until <= now) close(id, {})
        else soonest = Math.min(soonest, until)
    }
    if (keys.size < crowd) return
    for (const [key, tallies] of keys)
      if (!Object.values(tallies).some((tally) => sumAt(tally, now))) keys.delete(key)
    crowd = 2 * keys.size + MANY_KEYS
  }

  return {
    reserve(key, { units, limits, holdMs }) {
      const now = clock.now()
      const until = now + holdMs
      tidy(now)
      const tallies = keys.get(key) ?? {}
      keys.set(key, tallies)
      let waitMs = 0
      for (const unit in limits) {
        const rule = limits[unit] as LimitRule
        let tally = tallies[unit]
        if (tally?.rule.amount !== rule.amount || tally.rule.perMs !== rule.perMs) {
          if (tally && sumAt(tally, now))
            throw new AiuError(
              'configuration',
              `Two limits disagree about ${unit} of "${key}": ${worded(tally.rule)}, and ${worded(rule)}.`,
              { hint: 'Give one of them a key or a store of its own.' },
            )
          tally = { rule, log: [], sum: 0 }
          tallies[unit] = tally
        }
        waitMs = Math.max(waitMs, waitFor(tally, units[unit] ?? 0, now))
      }
      if (waitMs) {
        const left: Record<string, number> = {}
        for (const unit in limits) {
          const { rule, sum } = tallies[unit] as Tally
          left[unit] = Math.max(0, rule.amount - sum)
        }
        return { waitMs, left }
      }
      const id = `${++made}`
      const parts: Part[] = []
      for (const unit in limits) {
        const tally = tallies[unit] as Tally
        const need = units[unit] ?? 0
        parts.push({ unit, units: need, tally, bucket: count(tally, need, now) })
      }
      open.set(id, { until, parts })
      soonest = Math.min(soonest, until)
      return { id }
    },
    settle: (id, used) => close(id, used),
    refund: (id) => close(id, {}, 0),
  }
}
