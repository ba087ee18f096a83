import { AiuError, type LimitRule, type LimitStore } from '@aiu/core'
import { limitStoreContract } from '@aiu/testing'
import { expect, test } from 'vitest'
import { runSuite } from './run-suite.ts'

interface Entry {
  readonly id: string
  readonly at: number
  readonly until: number
  readonly rules: Readonly<Record<string, LimitRule>>
  units: Readonly<Record<string, number>>
  open: boolean
}

/** The plainest store: a list, read anew for each question. `breaks` says what is wrong with it. */
function plainStore(breaks = ''): LimitStore {
  const keys = new Map<string, Entry[]>()
  let made = 0
  const born = performance.now()
  // The first ends in the middle of the first burst's stretch.
  const windowOf = (at: number, perMs: number): number => Math.floor((at - born) / perMs + 0.5)
  const is = (what: string): boolean => breaks === what
  const counts = ({ at, until, open }: Entry, { perMs }: LimitRule, now: number): boolean => {
    if (!perMs) return open && (until > now || is('holds for ever'))
    if (is('fixed windows')) return windowOf(at, perMs) === windowOf(now, perMs)
    return at > now - perMs && !(is('forgets') && until <= now)
  }
  /** As some JSON writes it. */
  const rounded = (sum: number): number => (is('rounds') ? Number(sum.toPrecision(14)) : sum)
  const find = (id: string): Entry | undefined =>
    [...keys.values()].flat().find((entry) => entry.id === id && (entry.open || is('settles twice')))
  const close = (id: string, units: Readonly<Record<string, number>>): void => {
    const entry = find(id)
    if (!entry) return
    entry.open = false
    entry.units = is('names all') ? units : { ...entry.units, ...units }
  }
  return {
    async reserve(given, { units, limits, holdMs }) {
      const key = is('short keys') ? given.slice(0, 100).toLowerCase() : given
      const all = keys.get(key) ?? []
      if (is('not atomic')) await Promise.resolve()
      const now = performance.now()
      let waitMs = 0
      const left: Record<string, number> = {}
      for (const [unit, rule] of Object.entries(limits)) {
        const live = all.filter((entry) => counts(entry, rule, now))
        const other = all.find(
          ({ rules: { [unit]: own }, open }) => open && own && JSON.stringify(own) !== JSON.stringify(rule),
        )
        if (other && !is('agrees with all')) throw new AiuError('configuration', 'They disagree.')
        const need = units[unit] ?? 0
        const sum = (from: number): number =>
          rounded(live.slice(from).reduce((total, entry) => total + (entry.units[unit] ?? 0), 0))
        left[unit] = rule.amount - sum(0) + (is('left is wrong') ? 1 : 0)
        if (need > rule.amount) waitMs = is('waits for what never comes') ? 1_000 : Number.POSITIVE_INFINITY
        else if ((need || is('refuses what costs nothing')) && sum(0) + need > rule.amount) {
          let at = 1
          while (at < live.length && sum(at) + need > rule.amount) at++
          const last = live[at - 1]?.at ?? now
          const wait = rule.perMs ? last + rule.perMs - now : 20
          waitMs = Math.max(waitMs, is('wakes too early') ? wait / 2 : wait)
        }
      }
      if (is('not atomic')) await Promise.resolve()
      if (waitMs) return { waitMs, left }
      const id = String(is('numbers each key by itself') ? (keys.get(key)?.length ?? 0) : ++made)
      keys.set(key, [
        ...(keys.get(key) ?? []),
        { id, at: now, until: now + holdMs, rules: limits, units, open: true },
      ])
      return { id }
    },
    settle: (id, used) => close(id, used),
    refund(id) {
      if (is('refunds nothing')) return
      const entry = find(id)
      if (entry) close(id, Object.fromEntries(Object.keys(entry.units).map((unit) => [unit, 0])))
    },
  }
}

/** What is wrong, and the one place, or the first of several, where it is seen. */
const BROKEN: readonly (readonly [breaks: string, place: string | undefined])[] = [
  ['', undefined],
  ['rounds', 'counts whole numbers exactly, up to 2^53'],
  ['fixed windows', 'slides: no stretch of time has more than the amount'],
  ['holds for ever', 'what is held comes back'],
  ['forgets', 'what was never settled stays counted as reserved'],
  ['settles twice', 'a refund is as if nothing had been taken'],
  ['names all', 'settling puts the truth in the place of the estimate'],
  ['short keys', 'keys are exact, whatever is in them'],
  ['numbers each key by itself', 'keys are exact, whatever is in them'],
  ['not atomic', 'many at once'],
  ['agrees with all', 'two rules that disagree are refused'],
  ['left is wrong', 'tells what is left, where it tells'],
  ['waits for what never comes', 'what asks for more than there ever is waits for ever'],
  ['refuses what costs nothing', 'a need of 0 is always let through'],
  ['wakes too early', 'the wait it tells is enough'],
  ['refunds nothing', 'a refund is as if nothing had been taken'],
]

test.concurrent.each(BROKEN)(
  'a store that is broken so: %s',
  async (breaks, place) => {
    const { failed, passed } = await runSuite((framework) =>
      limitStoreContract('plain', () => plainStore(breaks), { framework }),
    )
    if (!place) expect(failed).toEqual({})
    else expect(failed).toHaveProperty([place], expect.stringContaining('The contract wants'))
    expect(passed.length).toBeGreaterThan(0)
  },
  120_000,
)
