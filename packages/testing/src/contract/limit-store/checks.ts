import {
  isAiuError,
  type LimitRule,
  type LimitStore,
  type NotReserved,
  type Reserved,
  type ReserveRequest,
} from '@aiu/core'
import { pause } from '../best-of.ts'
import { must, type Rule, show } from '../rule.ts'

/** One test of the suite. */
export interface LimitCheck extends Rule {
  readonly name: string
  run(store: LimitStore): Promise<void>
}

const PER_MS = 400
/** What a timer and a clock of another machine may be off by. */
const OFF_MS = 5
const HOLD_MS = 60_000
const LONG_MS = 3_600_000

type Given = Reserved | NotReserved

/** Takes so many of one unit, under a rule. */
const take = async (
  store: LimitStore,
  key: string,
  units: number,
  limit: LimitRule,
  holdMs = HOLD_MS,
): Promise<Given> => store.reserve(key, { units: { n: units }, limits: { n: limit }, holdMs })

function idOf(given: Given, what: string): string {
  must('id' in given, () => `${what} was refused: ${show(given)}.`)
  must(typeof given.id === 'string' && given.id, () => `Its id is ${show(given.id)}.`)
  return given.id
}
function waitOf(given: Given, what: string): number {
  must('waitMs' in given, () => `${what} was given.`)
  must(given.waitMs > 0, () => `The wait of ${what.toLowerCase()} is ${given.waitMs} ms.`)
  return given.waitMs
}

/**
 * Runs it until it says that the machine was fast enough for what it saw to mean something: with more time for each round, and a key
 * of its own. On a machine that never is, nothing is held against the store.
 */
async function inTime(run: (ms: number, key: string) => Promise<boolean>): Promise<void> {
  for (const ms of [PER_MS, 4 * PER_MS, 16 * PER_MS]) if (await run(ms, `within ${ms}`)) return
}

export const limitChecks: readonly LimitCheck[] = [
  {
    name: 'gives what there is, and no more',
    wants: 'reservations up to the amount, and then the time to wait',
    because: 'one too many is refused by the server, or paid for',
    async run(store) {
      const limit = { amount: 10, perMs: LONG_MS }
      const ids = [
        idOf(await take(store, 'k', 4, limit), 'The first'),
        idOf(await take(store, 'k', 6, limit), 'The rest'),
      ]
      must(ids[0] !== ids[1], 'Two reservations have one id.')
      const waitMs = waitOf(await take(store, 'k', 1, limit), 'One too many')
      must(waitMs > LONG_MS - 60_000 && waitMs <= LONG_MS + OFF_MS, () => `The wait is ${waitMs} ms.`)
    },
  },
  {
    name: 'tells what is left, where it tells',
    wants: '`left` to be what could still be had',
    because: 'an error says so, and what ends late takes it',
    async run(store) {
      const limit = { amount: 1_000_000_007, perMs: LONG_MS }
      const id = idOf(await take(store, 'k', 1_000_000_000, limit), 'The first')
      const given = await take(store, 'k', 8, limit)
      waitOf(given, 'One too many')
      const { left } = given as NotReserved
      must(left === undefined || left.n === 7, () => `It says ${show(left)}, and 7 are left.`)
      await store.settle(id, { n: 1_000_000_001 })
      idOf(await take(store, 'k', 6, limit), 'What is left')
      waitOf(await take(store, 'k', 1, limit), 'One too many')
    },
  },
  {
    name: 'counts whole numbers exactly, up to 2^53',
    wants: 'the last unit of nine quadrillions to count',
    because: 'money is counted in billionths, and a sum that is rounded is not what was spent',
    async run(store) {
      const limit = { amount: Number.MAX_SAFE_INTEGER, perMs: LONG_MS }
      const most = idOf(await take(store, 'k', limit.amount - 3, limit), 'All but three')
      waitOf(await take(store, 'k', 4, limit), 'Four of three')
      idOf(await take(store, 'k', 2, limit), 'Two of three')
      waitOf(await take(store, 'k', 2, limit), 'Two of one')
      await store.settle(most, { n: limit.amount - 4 })
      idOf(await take(store, 'k', 2, limit), 'Two of two')
      waitOf(await take(store, 'k', 1, limit), 'One of none')
    },
  },
  {
    name: 'slides: no stretch of time has more than the amount',
    wants: 'what was used to count for `perMs` from its own moment, and not to end with a minute',
    because: 'twice the limit around a boundary is refused by the server',
    async run(store) {
      const limit = { amount: 5, perMs: PER_MS }
      const times: number[] = []
      const end = performance.now() + 5 * PER_MS
      while (performance.now() < end) {
        const before = performance.now()
        const given = await take(store, 'k', 1, limit)
        // Its moment is between the two; the latest is the safe one for the first, the earliest for the last.
        if ('id' in given) times.push(before, performance.now())
        // Asks early, too, so that a wait which is too long hides nothing.
        else await pause(Math.min(waitOf(given, 'One'), 20))
      }
      const count = times.length / 2
      for (let index = 5; index < count; index++) {
        const apart = (times[2 * index + 1] as number) - (times[2 * (index - 5)] as number)
        must(apart >= PER_MS - OFF_MS, () => `Six were given within ${Math.round(apart)} ms.`)
      }
      must(count >= 20, () => `Only ${count} were given where about 25 may be had.`)
    },
  },
  {
    name: 'the wait it tells is enough',
    wants: 'what was refused to be had after `waitMs`, where nobody else takes it',
    because: 'who waits and is refused again waits for ever',
    async run(store) {
      await inTime(async (perMs, key) => {
        const limit = { amount: 3, perMs }
        const one = async (): Promise<Given> => take(store, key, 1, limit)
        const began = performance.now()
        idOf(await one(), 'The first')
        await pause(perMs / 4)
        const later = performance.now()
        idOf(await take(store, key, 2, limit), 'The second')
        const third = await one()
        if (performance.now() >= began + perMs) return false
        await pause(waitOf(third, 'The third') + OFF_MS)
        idOf(await one(), 'The third, after its wait')
        const fourth = await one()
        if (performance.now() >= later + perMs) return false
        waitOf(fourth, 'The fourth, while the second counts')
        return true
      })
    },
  },
  {
    name: 'settling puts the truth in the place of the estimate',
    wants:
      '`settle` to give back what was not used, to count what was used beyond, and to leave a unit alone that it does not name',
    because: 'tokens are known after the answer, and not before',
    async run(store) {
      const limit = { amount: 10, perMs: LONG_MS }
      const less = idOf(await take(store, 'less', 10, limit), 'The first')
      await store.settle(less, { n: 4 })
      const rest = idOf(await take(store, 'less', 6, limit), 'What was given back')
      waitOf(await take(store, 'less', 1, limit), 'One too many')
      await store.settle(rest, {})
      waitOf(await take(store, 'less', 1, limit), 'One, after a settling that names nothing')
      const more = idOf(await take(store, 'more', 1, limit), 'The first of another key')
      await store.settle(more, { n: 10 })
      waitOf(await take(store, 'more', 1, limit), 'One, where more was used than reserved')
    },
  },
  {
    name: 'a refund is as if nothing had been taken',
    wants: '`refund` to give everything back, and an id to count once',
    because: 'what was never sent has used nothing',
    async run(store) {
      const limit = { amount: 10, perMs: LONG_MS }
      const first = idOf(await take(store, 'k', 10, limit), 'The first')
      await store.refund(first)
      const second = idOf(await take(store, 'k', 10, limit), 'What was refunded')
      await store.refund(first)
      await store.settle(first, { n: 0 })
      waitOf(await take(store, 'k', 1, limit), 'One, after the same was refunded twice')
      await store.settle(second, { n: 10 })
      await store.settle(second, { n: 0 })
      await store.refund(second)
      waitOf(await take(store, 'k', 1, limit), 'One, after the same was settled twice')
      await store.settle('nobody', { n: 0 })
      await store.refund('nobody')
    },
  },
  {
    name: 'all units or none',
    wants: 'a reservation that one unit has no room for to take nothing of the others',
    because: 'tokens that a refused call keeps are lost to all',
    async run(store) {
      const limits = { a: { amount: 5, perMs: LONG_MS }, b: { amount: 2, perMs: LONG_MS }, c: { amount: 9 } }
      const ask = async (units: ReserveRequest['units']): Promise<Given> =>
        store.reserve('k', { units, limits, holdMs: HOLD_MS })
      waitOf(await ask({ a: 1, b: 3, c: 9 }), 'More than there is')
      idOf(await ask({ a: 5, b: 2, c: 9 }), 'All of all')
      for (const units of [
        { a: 1, b: 0, c: 0 },
        { a: 0, b: 1, c: 0 },
        { a: 0, b: 0, c: 1 },
      ])
        waitOf(await ask(units), `One too many (${show(units)})`)
      idOf(await ask({ a: 0, b: 0, c: 0 }), 'Nothing')
    },
  },
  {
    name: 'what is held comes back',
    wants:
      'a rule without `perMs` to count what is held, until it is settled, refunded, or `holdMs` are over',
    because: 'calls at once are counted by it, and one that is never given back stops all others',
    async run(store) {
      await inTime(async (holdMs, key) => {
        const limit = { amount: 2 }
        const one = async (forMs?: number): Promise<Given> => take(store, key, 1, limit, forMs)
        const first = idOf(await one(), 'The first')
        const second = idOf(await one(), 'The second')
        waitOf(await one(), 'The third')
        await store.settle(first, { n: 1 })
        const began = performance.now()
        idOf(await one(holdMs), 'One, after one was settled')
        await store.refund(second)
        idOf(await one(holdMs), 'One, after one was refunded')
        const third = await one()
        await pause(holdMs / 2)
        const early = await one()
        if (performance.now() >= began + holdMs) return false
        waitOf(third, 'The third again')
        waitOf(early, 'One, before the time is over')
        await pause(holdMs / 2 + 50)
        idOf(await take(store, key, 2, limit), 'Both, after their time')
        return true
      })
    },
  },
  {
    name: 'what was never settled stays counted as reserved',
    wants: '`holdMs` not to give back what counts within a stretch of time',
    because: 'it may have been used by one who could not say so any more',
    async run(store) {
      const limit = { amount: 10, perMs: LONG_MS }
      idOf(await take(store, 'k', 10, limit, 50), 'The first')
      await pause(100)
      waitOf(await take(store, 'k', 1, limit), 'One, after its time')
    },
  },
  {
    name: 'what asks for more than there ever is waits for ever',
    wants: '`waitMs` of Infinity',
    because: 'no wait helps, and the caller should know at once',
    async run(store) {
      for (const limit of [{ amount: 10, perMs: PER_MS }, { amount: 10 }]) {
        const waitMs = waitOf(await take(store, `k${limit.perMs}`, 11, limit), 'More than there is')
        must(waitMs === Number.POSITIVE_INFINITY, () => `The wait is ${waitMs} ms.`)
      }
    },
  },
  {
    name: 'a need of 0 is always let through',
    wants:
      'a unit of which nothing is needed to be no reason to wait, also when more than its amount was used',
    because: 'a call that costs nothing is refused once a budget is overspent',
    async run(store) {
      const limits = { money: { amount: 10, perMs: LONG_MS }, calls: { amount: 3, perMs: LONG_MS } }
      const ask = async (money: number, calls: number): Promise<Given> =>
        store.reserve('k', { units: { money, calls }, limits, holdMs: HOLD_MS })
      const id = idOf(await ask(10, 1), 'The first')
      await store.settle(id, { money: 15 })
      idOf(await ask(0, 1), 'One that costs nothing, of an overspent budget')
      waitOf(await ask(1, 1), 'One that costs something')
      idOf(await ask(0, 1), 'Another one that costs nothing')
      waitOf(await ask(0, 1), 'One that costs nothing, and needs a call where none is left')
      idOf(await ask(0, 0), 'One that needs nothing at all')
    },
  },
  {
    name: 'keys are exact, whatever is in them',
    wants: 'each key to have its own count',
    because: "one customer would use up what is another one's",
    async run(store) {
      const limit = { amount: 1, perMs: LONG_MS }
      const keys = ['a', 'ab', 'a:b', 'a b', 'a%', 'a{b}', 'A', 'ä', "a'b", 'a\nb', 'k'.repeat(300)]
      const ids = new Map<string, string>()
      for (const key of keys) ids.set(key, idOf(await take(store, key, 1, limit), show(key)))
      for (const key of keys) waitOf(await take(store, key, 1, limit), show(key))
      // An id is of one key, and of no other. Not in the order they were made in: who looks for any would find the right one.
      for (const [key, id] of [...ids].slice(5).concat([...ids].slice(0, 5))) {
        await store.refund(id)
        idOf(await take(store, key, 1, limit), `${show(key)}, after it was refunded`)
      }
      for (const key of keys) waitOf(await take(store, key, 1, limit), show(key))
    },
  },
  {
    name: 'two rules that disagree are refused',
    wants: 'an AiuError with the code `configuration`, as long as something counts by the other rule',
    because: 'one of the two limits would not hold, and nobody would know which',
    async run(store) {
      idOf(await take(store, 'k', 1, { amount: 10, perMs: LONG_MS }), 'The first')
      for (const limit of [
        { amount: 11, perMs: LONG_MS },
        { amount: 10, perMs: LONG_MS + 1 },
        { amount: 10 },
      ]) {
        const end = await take(store, 'k', 1, limit).catch((error: unknown) => error)
        must(
          isAiuError(end, 'configuration'),
          () => `${show(limit)} beside 10 in an hour ended with ${show(end)}.`,
        )
      }
      idOf(await take(store, 'k', 9, { amount: 10, perMs: LONG_MS }), 'The rest, by the first rule')
    },
  },
  {
    name: 'many at once',
    wants: 'of 200 who ask side by side as many to be given as there are',
    because: 'read-then-write gives the same one to two',
    async run(store) {
      const limit = { amount: 50, perMs: LONG_MS }
      const all = await Promise.all(Array.from({ length: 200 }, () => take(store, 'k', 1, limit)))
      const ids = all.flatMap((given) => ('id' in given ? [given.id] : []))
      must(ids.length === 50, () => `${ids.length} were given, and there are 50.`)
      must(new Set(ids).size === 50, 'Two have one id.')
      await Promise.all(
        ids.map(async (id, index) => (index % 2 ? store.refund(id) : store.settle(id, { n: 0 }))),
      )
      idOf(await take(store, 'k', 50, limit), 'All that came back')
    },
  },
]
