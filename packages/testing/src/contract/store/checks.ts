import type { CacheStore } from '@aiu/core'
import { pause } from '../best-of.ts'
import { must, type Rule, same, show } from '../rule.ts'

/** One test of the suite. */
export interface StoreCheck extends Rule {
  readonly name: string
  /** Why it cannot be asked of this store. */
  without?(store: CacheStore): string | undefined
  run(store: CacheStore): Promise<void>
}

/** Long enough for a loaded machine. */
const PATIENCE_MS = 10_000
const TTL_MS = 250

const VALUES: Readonly<Record<string, unknown>> = {
  text: 'ä, 語, 👩‍👩‍👧, "quotes", back\\slash, \u2028, line\nbreak',
  empty: '',
  zero: 0,
  no: false,
  nothing: { null: null, list: [], object: {} },
  nested: {
    version: 1,
    at: 1_767_225_600_000,
    answer: { parts: [{ type: 'text', text: 'Paris.' }], cuts: [0, 3, 0] },
  },
  numbers: [0.1, -1e-9, 1e21, Number.MAX_SAFE_INTEGER],
}
const KEYS = [
  'plain',
  'with:colon',
  'with_underscore',
  'with%percent',
  "with'quote",
  'with space',
  'ünïcode-語',
  'as-long-as-a-key-may-be:aiu1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
]
const NAMES = ['a', 'ab', 'a_', 'a_b', 'a%', 'a%b', 'a:', 'a:b', ':a', 'A', "a'b", 'ä']

/** Waits until it is so, by asking again. */
async function until(what: string, so: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await so())) {
    must(performance.now() < end, `${what} had not come about ${PATIENCE_MS / 1000} s later.`)
    await pause(20)
  }
}

const missing = (value: unknown): boolean => value === undefined || value === null

async function all(store: CacheStore): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>()
  for await (const [key, value] of store.entries?.() ?? []) found.set(key, value)
  return found
}

const need = <T>(method: T | undefined): T => method as T

export const storeChecks: readonly StoreCheck[] = [
  {
    name: 'gives back what was put in, and nothing where nothing was',
    wants: 'every JSON value as it was, and `undefined` for an unknown key',
    because: 'an answer is made of what comes back',
    async run(store) {
      must(missing(await store.get('unknown')), 'An unknown key has a value.')
      for (const [name, value] of Object.entries(VALUES)) await store.set(name, value, 60_000)
      for (const [name, value] of Object.entries(VALUES)) {
        const found = await store.get(name)
        must(same(found, value), () => `${show(value)} came back as ${show(found)}.`)
      }
    },
  },
  {
    name: 'keys are exact, whatever is in them',
    wants: 'each key to have its own value',
    because: "a key that is cut or changed has another question's answer",
    async run(store) {
      for (const [index, key] of KEYS.entries()) await store.set(key, { index }, 60_000)
      for (const [index, key] of KEYS.entries()) {
        const found = await store.get(key)
        must(same(found, { index }), () => `The key ${show(key)} has ${show(found)}, not number ${index}.`)
      }
    },
  },
  {
    name: 'the last value counts, and a deleted one is gone',
    wants: 'set to replace, and delete to remove that key alone',
    because: "a refreshed answer must take the old one's place",
    async run(store) {
      await store.set('one', 1, 60_000)
      await store.set('one', 2, 60_000)
      await store.set('other', 3, 60_000)
      must((await store.get('one')) === 2, 'The first value is still there.')
      await store.delete('one')
      must(missing(await store.get('one')), 'It is still there after it was deleted.')
      must((await store.get('other')) === 3, 'Another one is gone.')
      await store.delete('unknown')
    },
  },
  {
    name: 'a value is gone when its time is over, and not before',
    wants: `a value set for ${TTL_MS} ms to be there at first, and gone after`,
    because: 'an answer that lives too long is an old answer',
    async run(store) {
      await store.set('long', 'x', 3_600_000)
      const started = performance.now()
      await store.set('short', 'x', TTL_MS)
      const found = await store.get('short')
      must(found === 'x' || performance.now() - started > TTL_MS, 'It is not there at once.')
      await until('Its end', async () => missing(await store.get('short')))
      must(performance.now() - started >= TTL_MS - 5, 'It was gone too early.')
      must((await store.get('long')) === 'x', 'One with more time is gone, too.')
    },
  },
  {
    name: 'many at once',
    wants: '200 values set and read side by side to be each in its place',
    because: 'calls come side by side',
    async run(store) {
      const names = Array.from({ length: 200 }, (_, index) => `key-${index}`)
      await Promise.all(names.map(async (name) => store.set(name, { name }, 60_000)))
      const found = await Promise.all(names.map(async (name) => store.get(name)))
      must(
        same(
          found,
          names.map((name) => ({ name })),
        ),
        'Some came back otherwise, or not at all.',
      )
    },
  },
  {
    name: 'a long value',
    wants: 'a million characters to come back',
    because: 'answers may be long',
    async run(store) {
      const text = 'ä'.repeat(1_000_000)
      await store.set('long', { text }, 60_000)
      must(same(await store.get('long'), { text }), 'It came back otherwise.')
    },
  },
  {
    name: 'F66 __proto__ in a value',
    wants: 'no change of any prototype, whatever a value holds',
    because: 'what a model wrote could change every object of the program',
    async run(store) {
      await store.set('poison', JSON.parse('{"__proto__":{"polluted":true},"a":1}'), 60_000)
      await store.get('poison')
      must(!('polluted' in {}), 'Object.prototype has been changed.')
    },
  },
  {
    name: 'clear forgets all of it',
    wants: 'no value to be left',
    because: 'who clears a cache wants to be asked anew',
    async run(store) {
      for (const key of KEYS) await store.set(key, 1, 60_000)
      await store.clear()
      for (const key of KEYS) must(missing(await store.get(key)), () => `${show(key)} is still there.`)
    },
  },
  {
    name: 'namespaces are exact, whatever their names',
    wants: '`within` to give a store that sees, and clears, its own values alone',
    because: "one customer would get another's answers",
    without: ({ within }) => (within ? undefined : 'it has no `within`'),
    async run(store) {
      const shelves = NAMES.map((name) => [name, need(store.within?.(name))] as const)
      for (const [name, shelf] of shelves) await shelf.set('key', name, 60_000)
      for (const [name, shelf] of shelves) {
        const found = await shelf.get('key')
        must(found === name, () => `Within ${show(name)} there is ${show(found)}.`)
      }
      for (const [index, [cleared, shelf]] of shelves.entries()) {
        await shelf.clear()
        must(missing(await shelf.get('key')), () => `Within ${show(cleared)} it is still there.`)
        for (const [name, other] of shelves.slice(index + 1))
          must((await other.get('key')) === name, () => `Clearing ${show(cleared)} cleared ${show(name)}.`)
      }
    },
  },
  {
    name: 'clearing the whole store clears what is within it',
    wants: '`clear` of the store that `within` was asked of to forget all namespaces',
    because: 'who clears the store wants nothing of it left, and the cache keeps all in a namespace',
    without: ({ within }) => (within ? undefined : 'it has no `within`'),
    async run(store) {
      const shelf = need(store.within?.('a'))
      const inner = shelf.within?.('b')
      await shelf.set('key', 1, 60_000)
      await inner?.set('key', 2, 60_000)
      await store.clear()
      must(missing(await shelf.get('key')), 'A namespace is still there.')
      must(missing(await inner?.get('key')), 'A namespace within a namespace is still there.')
    },
  },
  {
    name: 'entries lists what is there, under the keys it was put in by',
    wants: 'every live entry of the namespace once, and none whose time is over',
    because: '`explainMiss` and sweeping go by it',
    without: ({ entries }) => (entries ? undefined : 'it has no `entries`'),
    async run(store) {
      const shelf = store.within?.('listed') ?? store
      const other = store.within?.('other')
      await other?.set('elsewhere', 0, 60_000)
      await shelf.set('short', 1, TTL_MS)
      for (const [index, key] of KEYS.entries()) await shelf.set(key, { index }, 60_000)
      await until('The end of a short one', async () => missing(await shelf.get('short')))
      const found = await all(shelf)
      must(same([...found.keys()].sort(), [...KEYS].sort()), () => `It lists ${show([...found.keys()])}.`)
      for (const [index, key] of KEYS.entries())
        must(same(found.get(key), { index }), () => `${show(key)} is listed with ${show(found.get(key))}.`)
    },
  },
  {
    name: 'a lease has one holder, until it is released or its time is over',
    wants: '`lease` to be refused while another holds it, and no longer',
    because: 'each holder asks upstream: two at once ask twice, and one that is never free stops all others',
    without: ({ lease }) => (lease ? undefined : 'it has no `lease`'),
    async run(store) {
      const take = (key: string, ms: number) => need(store.lease?.bind(store))(key, ms)
      const first = await take('one', 60_000)
      must(first, 'It is refused though nobody holds it.')
      must(!(await take('one', 60_000)), 'Two hold it.')
      must(await take('other', 60_000), 'Another key is refused.')
      await first.release()
      const again = await take('one', TTL_MS)
      must(again, 'It is refused after it was released.')
      await first.release()
      must(!(await take('one', TTL_MS)), "Who released it before has released the next holder's, too.")
      await until('The end of a lease', async () => !!(await take('one', 60_000)))
      const racers = await Promise.all(Array.from({ length: 20 }, async () => take('race', 60_000)))
      const holders = racers.filter(Boolean).length
      must(holders === 1, () => `${holders} of 20 hold it.`)
    },
  },
  {
    name: 'statistics are numbers',
    wants: 'an object of numbers',
    because: 'they are put into charts',
    without: ({ statistics }) => (statistics ? undefined : 'it has no `statistics`'),
    async run(store) {
      await store.set('one', 1, 60_000)
      const told = await store.statistics?.()
      must(
        told && Object.values(told).every((value) => typeof value === 'number'),
        () => `They are ${show(told)}.`,
      )
    },
  },
]
