import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import type { Awaitable } from '@aiu/core/layer-kit'
import { type Entry, readEntry, toStored } from '../entry/entry.ts'
import { hashOf } from '../key/question.ts'
import type { Settled } from '../options.ts'
import { guard } from './guard.ts'

const MOST_OWED = 1_000

/** One namespace of a store, as the layer sees it: nothing in it ever fails. */
export interface Shelf {
  readonly namespace: string
  readonly storeName: string
  /** Can its entries be looked through? */
  readonly listed: boolean
  /** Can the right to fill a key be had, across processes? */
  readonly leased: boolean
  /** The last write failed, so that what was to be written is not there. */
  unwritten(): boolean
  /** The key of a question's text. */
  key(text: string): Awaitable<string>
  /** A live entry, or an old one that is not yet too old. */
  get(key: string): Awaitable<Entry | undefined>
  set(key: string, entry: Entry, ttlMs?: number): Awaitable<unknown>
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

/** The shelves of a store, one for each namespace. */
export function shelves(whole: CacheStore, settled: Settled): (namespace: string) => Shelf {
  const { clock, staleMs, ttlMs, leaseMs, patienceMs, onReport } = settled
  const { inProcess, name: storeName = 'store' } = whole
  const reading = guard({ store: storeName, access: 'read', patienceMs, onReport })
  const writing = guard({ store: storeName, access: 'write', patienceMs, onReport })
  /** Leases that could not be released: they would keep this process, too, from filling their keys. */
  const owed = new Map<string, () => Promise<void>>()
  const read = (value: unknown): Entry | undefined => {
    const entry = readEntry(whole, value)
    return entry && clock() < entry.expires + staleMs ? entry : undefined
  }

  return (namespace) => {
    const { part: store, prefix } = partOf(whole, namespace)
    return {
      namespace,
      storeName,
      listed: !!store.entries,
      leased: !!store.lease && leaseMs > 0,
      unwritten: writing.shut,
      key: (text) => (inProcess ? prefix + text : hashOf(text).then((hash) => prefix + hash)),
      get(key) {
        const value = reading.call(() => store.get(key))
        return value instanceof Promise ? value.then(read) : read(value)
      },
      set: (key, entry, forMs = ttlMs + staleMs) =>
        writing.call(() => store.set(key, toStored(whole, entry), Math.ceil(forMs))),
      async lease(key) {
        if (reading.shut()) return
        const id = `${namespace}\n${key}`
        await owed.get(id)?.()
        let late = false
        const given = await writing.call(async () => {
          const lease = await store.lease?.(`lease:${key}`, leaseMs)
          if (late) await lease?.release()
          return lease ?? 'taken'
        })
        late = true
        if (!given || given === 'taken') return given
        /** Never fails, nor takes long. */
        const release = async (): Promise<void> => {
          const released = (async () => given.release())()
          released.then(
            () => owed.delete(id),
            () => {
              if (owed.size === MOST_OWED) owed.clear()
              owed.set(id, release)
            },
          )
          // It has been asked for even where the store is not waited for.
          await writing.call(() => released)
        }
        return { release }
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
}
