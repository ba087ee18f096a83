import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import { type Entry, entryOf } from '../entry/entry.ts'
import { fromJson, toJson } from '../entry/json.ts'
import { hashOf } from '../key/question.ts'
import { after, type Maybe } from '../maybe.ts'
import type { Settled } from '../options.ts'
import { type Guard, guard } from './guard.ts'

const MOST_OWED = 1_000
/** So many namespaces are remembered; any number may be used. */
const MOST_SHELVES = 1_000

/** One namespace of a store, as the layer sees it: nothing in it ever fails. */
export interface Shelf {
  readonly namespace: string
  readonly storeName: string
  /** Can its entries be looked through? */
  readonly listed: boolean
  /** Can the right to fill a key be had, across processes? */
  readonly leased: boolean
  /** The last write failed, so that what was to be written is not there. */
  readonly unwritten: boolean
  /** The key of a question's text. */
  key(text: string): Maybe<string>
  /** A live entry, or an old one that is not yet too old. */
  get(key: string): Maybe<Entry | undefined>
  set(key: string, entry: Entry, ttlMs?: number): Maybe<unknown>
  /** `taken`: another holds it. `undefined`: nobody can say. */
  lease(key: string): Promise<Lease | 'taken' | undefined>
  clear(): Promise<void>
}

/** One namespace of a store: its own part where the store has parts, else keys that begin with a prefix, exact for any name. */
export function partOf(
  store: CacheStore,
  namespace: string,
): { readonly part: CacheStore; readonly prefix: string } {
  let own: CacheStore | undefined
  try {
    own = store.within?.(namespace)
  } catch {}
  // Its length stands before a name, so that none is the beginning of another.
  return own ? { part: own, prefix: '' } : { part: store, prefix: `${namespace.length}:${namespace}:` }
}

/** What a store gave, if it is an entry that can be used. Whatever else it is, is a miss. */
export function readEntry({ inProcess }: CacheStore, value: unknown): Entry | undefined {
  try {
    return entryOf(inProcess ? value : fromJson(value))
  } catch {
    return
  }
}

/** The shelves of a store, one for each namespace. */
export function shelves(store: CacheStore, settled: Settled): (namespace: string) => Shelf {
  const { patienceMs, onReport } = settled
  const name = store.name ?? 'store'
  const reading = guard({ store: name, access: 'read', patienceMs, onReport })
  const writing = guard({ store: name, access: 'write', patienceMs, onReport })
  /** Entries that need no second look: a store in this process gives back the very object. */
  const known = new WeakSet<object>()
  const made = new Map<string, Shelf>()
  return (namespace) => {
    let shelf = made.get(namespace)
    if (!shelf) {
      shelf = shelfOf(store, namespace, settled, reading, writing, known)
      if (made.size === MOST_SHELVES) made.clear()
      made.set(namespace, shelf)
    }
    return shelf
  }
}

function shelfOf(
  whole: CacheStore,
  namespace: string,
  { clock, staleMs, ttlMs, leaseMs }: Settled,
  reading: Guard,
  writing: Guard,
  known: WeakSet<object>,
): Shelf {
  const { part: store, prefix } = partOf(whole, namespace)
  const { inProcess, name: storeName = 'store' } = whole
  const read = (value: unknown): Entry | undefined => {
    const entry = known.has(value as object) ? (value as Entry) : readEntry(whole, value)
    return entry && clock() < entry.expires + staleMs ? entry : undefined
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
    storeName,
    listed: !!store.entries,
    leased: !!store.lease && leaseMs > 0,
    get unwritten() {
      return writing.shut
    },
    key: (text) => (inProcess ? prefix + text : hashOf(text).then((hash) => prefix + hash)),
    get: (key) =>
      after(
        reading.call(() => store.get(key)),
        read,
      ),
    set(key, entry, forMs = ttlMs + staleMs) {
      if (inProcess) known.add(entry)
      return writing.call(() => store.set(key, inProcess ? entry : toJson(entry), forMs))
    },
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
      if (store !== whole) await store.clear()
      else if (store.entries) {
        for await (const [key] of store.entries()) if (key.startsWith(prefix)) await store.delete(key)
      } else
        throw new AiuError('unsupported', `The store cannot clear the namespace "${namespace}" alone.`, {
          hint: 'Use a store with `within` or `entries`, or clear the whole store.',
        })
    },
  }
}
