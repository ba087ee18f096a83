import { AiuError, type CacheStore } from '@aiu/core'
import { weigh } from './weigh.ts'

export interface MemoryStoreOptions {
  /** The one used longest ago goes first. Default 1000. */
  readonly maxEntries?: number | undefined
  /** Of all entries, keys included, estimated. Default 64 MiB. */
  readonly maxBytes?: number | undefined
  /** For entries that come without a time of their own, in ms. Default: kept until they must go. */
  readonly ttlMs?: number | undefined
  /** Unix ms. Default `Date.now`. */
  readonly clock?: (() => number) | undefined
}

/** What it holds, and what it let go. */
export interface MemoryStatistics extends Readonly<Record<string, number>> {
  readonly entries: number
  readonly bytes: number
  /** Let go for want of room. */
  readonly evicted: number
  /** Let go because their time was over. */
  readonly expired: number
}

export interface MemoryStore extends CacheStore {
  /** All namespaces, where it is the whole store's. */
  clear(): void
  within(namespace: string): MemoryStore
  entries(): AsyncIterable<readonly [key: string, value: unknown]>
  statistics(): MemoryStatistics
}

interface Kept {
  readonly value: unknown
  readonly until: number
  readonly bytes: number
  readonly key: string
  readonly shelf: Map<string, Kept>
  /** Those used just before and just after it. */
  older: Kept
  newer: Kept
}

/** Entries whose time is over are looked for so often. */
const SWEEP_MS = 60_000

/**
 * Keeps entries in this process, as they are: what is put in must not be changed after. Bounded in number and size, and without timers,
 * so that it keeps no process from ending. Throws `configuration` for bounds that cannot be meant.
 *
 * @example const store = memoryStore({ maxEntries: 500 })
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const {
    maxEntries = 1000,
    maxBytes = 67_108_864,
    ttlMs = Number.POSITIVE_INFINITY,
    clock = Date.now,
  } = options
  for (const [name, value] of Object.entries({ maxEntries, maxBytes, ttlMs }))
    if (typeof value !== 'number' || !(value > 0))
      throw new AiuError('configuration', `memoryStore: ${name} is ${value}, not above 0.`)
  /** By namespace: one map would need namespace and key in one text, made anew for each look-up. */
  const shelves = new Map<string, Map<string, Kept>>()
  /** Before the oldest and after the newest, so that every entry stands between two. */
  const ends = {} as Kept
  ends.older = ends.newer = ends
  let count = 0
  let bytes = 0
  let evicted = 0
  let expired = 0
  let swept = clock()

  const unlink = ({ older, newer }: Kept): void => {
    older.newer = newer
    newer.older = older
  }
  const link = (kept: Kept): void => {
    kept.newer = ends
    kept.older = ends.older
    ends.older = kept.older.newer = kept
  }
  const drop = (kept: Kept): void => {
    unlink(kept)
    kept.shelf.delete(kept.key)
    bytes -= kept.bytes
    count--
  }
  const sweep = (now: number): void => {
    swept = now
    for (const [name, shelf] of shelves) {
      for (const kept of shelf.values())
        if (kept.until <= now) {
          drop(kept)
          expired++
        }
      if (!shelf.size) shelves.delete(name)
    }
  }
  const statistics = (): MemoryStatistics => ({ entries: count, bytes, evicted, expired })

  const view = (namespace: string): MemoryStore => ({
    name: 'memory',
    inProcess: true,
    get(key) {
      const kept = shelves.get(namespace)?.get(key)
      if (!kept) return
      if (kept.until <= clock()) {
        drop(kept)
        expired++
        return
      }
      unlink(kept)
      link(kept)
      return kept.value
    },
    set(key, value, forMs = ttlMs) {
      const now = clock()
      let shelf = shelves.get(namespace)
      if (!shelf) {
        shelf = new Map()
        shelves.set(namespace, shelf)
      }
      const before = shelf.get(key)
      if (before) drop(before)
      const kept: Kept = {
        value,
        until: now + forMs,
        bytes: weigh(value) + (namespace.length + key.length) * 2,
        key,
        shelf,
        older: ends,
        newer: ends,
      }
      if (kept.bytes > maxBytes) return
      shelf.set(key, kept)
      link(kept)
      count++
      bytes += kept.bytes
      if (now - swept > SWEEP_MS) sweep(now)
      while (count > maxEntries || bytes > maxBytes) {
        drop(ends.newer)
        evicted++
      }
    },
    delete(key) {
      const kept = shelves.get(namespace)?.get(key)
      if (kept) drop(kept)
      return !!kept
    },
    clear() {
      for (const [name, shelf] of shelves)
        if (name.startsWith(namespace)) for (const kept of shelf.values()) drop(kept)
    },
    // Its length stands before a name, so that none is the beginning of another.
    within: (name) => view(`${namespace}${name.length}:${name}`),
    async *entries() {
      const now = clock()
      for (const { key, value, until } of [...(shelves.get(namespace)?.values() ?? [])])
        if (until > now) yield [key, value] as const
    },
    statistics,
  })
  return view('')
}
