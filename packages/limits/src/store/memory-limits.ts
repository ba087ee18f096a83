import { AiuError, type LimitRule, type LimitStore } from '@aiu/core'
import { type Clock, realClock } from '../clock.ts'
import { type Bucket, type Tally, tallyOf } from './tally.ts'

interface Reservation {
  readonly until: number
  readonly parts: readonly { unit: string; units: number; tally: Tally; bucket: Bucket }[]
}

/** Idle keys are looked for when there are so many more. */
const MANY_KEYS = 64

const agree = (a: LimitRule, b: LimitRule): boolean => a.amount === b.amount && a.perMs === b.perMs
const worded = ({ amount, perMs }: LimitRule): string =>
  perMs ? `${amount} in ${perMs} ms` : `${amount} at once`

/**
 * Counts in this process. Exact: no stretch of time, wherever it begins, has more than the limit. A key is forgotten when nothing of
 * it counts any more; until then another rule for one of its units is refused, with the code `configuration`.
 *
 * @example rateLimit({ requests: 60, store: memoryLimits() }) // shared with nobody else
 */
export function memoryLimits({ clock = realClock }: { readonly clock?: Clock | undefined } = {}): LimitStore {
  const keys = new Map<string, Map<string, Tally>>()
  const open = new Map<string, Reservation>()
  let made = 0
  let crowd = MANY_KEYS
  /** Nothing that is open is over before. */
  let soonest = Number.POSITIVE_INFINITY

  /** `become` tells what stands in place of what was reserved. */
  const close = (id: string, become: (unit: string, units: number) => number): void => {
    for (const { unit, units, tally, bucket } of open.get(id)?.parts ?? [])
      tally.change(bucket, (tally.rule.perMs ? become(unit, units) : 0) - units)
    open.delete(id)
  }
  const tidy = (now: number): void => {
    if (soonest <= now) {
      soonest = Number.POSITIVE_INFINITY
      for (const [id, { until }] of open)
        if (until <= now) close(id, (_unit, units) => units)
        else soonest = Math.min(soonest, until)
    }
    if (keys.size < crowd) return
    for (const [key, tallies] of keys)
      if ([...tallies.values()].every((tally) => tally.isIdle(now))) keys.delete(key)
    crowd = 2 * keys.size + MANY_KEYS
  }

  return {
    reserve(key, { units, limits, holdMs }) {
      const now = clock.now()
      tidy(now)
      const known = keys.get(key)
      const tallies: [unit: string, units: number, tally: Tally][] = []
      let waitMs = 0
      for (const [unit, rule] of Object.entries(limits)) {
        let tally = known?.get(unit)
        if (tally && !agree(tally.rule, rule)) {
          if (!tally.isIdle(now))
            throw new AiuError(
              'configuration',
              `Two limits disagree about ${unit} of "${key}": ${worded(tally.rule)}, and ${worded(rule)}.`,
              { hint: 'Give one of them a key or a store of its own.' },
            )
          tally = undefined
        }
        tally ??= tallyOf(rule)
        const need = units[unit] ?? 0
        waitMs = Math.max(waitMs, tally.waitMs(need, now))
        tallies.push([unit, need, tally])
      }
      if (waitMs)
        return { waitMs, left: Object.fromEntries(tallies.map(([unit, , tally]) => [unit, tally.left(now)])) }
      const state = known ?? new Map<string, Tally>()
      if (!known) keys.set(key, state)
      const id = String(++made)
      const until = now + holdMs
      soonest = Math.min(soonest, until)
      open.set(id, {
        until,
        parts: tallies.map(([unit, need, tally]) => {
          state.set(unit, tally)
          return { unit, units: need, tally, bucket: tally.add(need, now) }
        }),
      })
      return { id }
    },
    settle: (id, used) => close(id, (unit, units) => used[unit] ?? units),
    refund: (id) => close(id, () => 0),
  }
}
