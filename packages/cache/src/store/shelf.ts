import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import { type Entry, entryOf } from '../entry/entry.ts'
import { fromJson, toJson } from '../entry/json.ts'
import { hashOf } from '../key/question.ts'
import type { Settled } from '../options.ts'
import { type Guard, guard } from './guard.ts'

type Maybe<T> = T | Promise<T>

const MOST_OWED = 1_000

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
  const { patienceMs, onReport } = settled
  const name = store.name ?? 'store'
  const reading = guard({ store: name, access: 'read', patienceMs, onReport })
  const writing = guard({ store: name, access: 'write', patienceMs, onReport })
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
    try {
      const entry = entryOf(inProcess ? value : fromJson(value))
      return entry && clock() < entry.expires + staleMs ? entry : undefined
    } catch {
      // It is none of ours.
      return undefined
    }
  }
  /** Leases that could not be released, by key: they would keep this process, too, from filling it. */
  const owed = new Map<string, Lease>()
  /** Its release never fails, nor takes long. */
  const releasable = (key: string, lease: Lease): Lease => {
    const own: Lease = {
      async release() {
        const released = (async () => lease.release())()
        const owe = (): void => {
          if (owed.size === MOST_OWED) owed.clear()
          owed.set(key, own)
        }
        released.then(() => owed.delete(key), owe)
        // It has been asked for even where the store is not waited for.
        await writing.call(() => released)
      },
    }
    return own
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
      if (!store.lease || !leaseMs || reading.shut) return
      await owed.get(key)?.release()
      let late = false
      const given = await writing.call(async () => {
        const lease = await store.lease?.(`lease:${key}`, leaseMs)
        if (late) await lease?.release()
        return lease ?? 'taken'
      })
      late = true
      return given && given !== 'taken' ? releasable(key, given) : given
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
