import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import { type Entry, entryOf } from '../entry/entry.ts'
import { fromJson, toJson } from '../entry/json.ts'
import { hashOf } from '../key/question.ts'
import type { Settled } from '../options.ts'
import { type Guard, guard } from './guard.ts'

type Maybe<T> = T | Promise<T>

/** One namespace of a store, as the layer sees it: nothing in it ever fails. */
export interface Shelf {
  readonly namespace: string
  readonly storeName: string
  /** Can its entries be looked through? */
  readonly listed: boolean
  /** Can the right to fill a key be had, across processes? */
  readonly leased: boolean
  /** The key of a question's text. */
  key(text: string): Maybe<string>
  /** A live entry, or an old one that is not yet too old. */
  get(key: string): Maybe<Entry | undefined>
  set(key: string, entry: Entry, ttlMs?: number): Maybe<unknown>
  /** `taken`: another holds it. `undefined`: nobody can say. */
  lease(key: string): Promise<Lease | 'taken' | undefined>
  clear(): Promise<void>
}

/** Exact for any name: its length stands before it. */
const prefixOf = (namespace: string): string => `${namespace.length}:${namespace}:`

/** The shelves of a store, one for each namespace. */
export function shelves(store: CacheStore, settled: Settled): (namespace: string) => Shelf {
  const { patienceMs, onReport, clock } = settled
  const name = store.name ?? 'store'
  const reading = guard({ store: name, access: 'read', patienceMs, clock, onReport })
  const writing = guard({ store: name, access: 'write', patienceMs, clock, onReport })
  const made = new Map<string, Shelf>()
  return (namespace) => {
    const known = made.get(namespace)
    if (known) return known
    const shelf = shelfOf(store, namespace, settled, reading, writing)
    made.set(namespace, shelf)
    return shelf
  }
}

function shelfOf(
  whole: CacheStore,
  namespace: string,
  { clock, staleMs, ttlMs, leaseMs }: Settled,
  reading: Guard,
  writing: Guard,
): Shelf {
  const own = whole.within?.(namespace)
  const store = own ?? whole
  const prefix = own ? '' : prefixOf(namespace)
  const { inProcess } = whole
  const read = (value: unknown): Entry | undefined => {
    const entry = entryOf(inProcess ? value : fromJson(value))
    return entry && clock() < entry.expires + staleMs ? entry : undefined
  }
  return {
    namespace,
    storeName: whole.name ?? 'store',
    listed: !!store.entries,
    leased: !!store.lease && leaseMs > 0,
    key: (text) => (inProcess ? prefix + text : hashOf(text).then((hash) => prefix + hash)),
    get(key) {
      const given = reading.call(() => store.get(key))
      return given instanceof Promise ? given.then(read) : read(given)
    },
    set: (key, entry, forMs = ttlMs + staleMs) =>
      writing.call(() => store.set(key, inProcess ? entry : toJson(entry), forMs)),
    async lease(key) {
      if (!store.lease || !leaseMs) return
      const given = await reading.call(async () => (await store.lease?.(`lease:${key}`, leaseMs)) ?? 'taken')
      return given
    },
    async clear() {
      if (own) await own.clear()
      else if (store.entries) {
        for await (const [key] of store.entries()) if (key.startsWith(prefix)) await store.delete(key)
      } else
        throw new AiuError('unsupported', `The store cannot clear the namespace "${namespace}" alone.`, {
          hint: 'Use a store with `within` or `entries`, or clear the whole store.',
        })
    },
  }
}
