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
  /** The one used longest ago is the first. */
  const kept = new Map<string, Kept>()
  let newest: Kept | undefined
  let bytes = 0
  let evicted = 0
  let expired = 0
  let swept = clock()

  const drop = (key: string): boolean => {
    bytes -= kept.get(key)?.bytes ?? 0
    return kept.delete(key)
  }
  const sweep = (now: number): void => {
    swept = now
    for (const [key, { until }] of kept) if (until <= now && drop(key)) expired++
  }
  const statistics = (): MemoryStatistics => ({ entries: kept.size, bytes, evicted, expired })

  const view = (prefix: string, at = (key: string): string => `${prefix}=${key}`): MemoryStore => ({
    name: 'memory',
    inProcess: true,
    get(key) {
      const place = at(key)
      const found = kept.get(place)
      if (!found) return
      if (found.until <= clock()) {
        drop(place)
        expired++
        return
      }
      if (found !== newest) {
        kept.delete(place)
        kept.set(place, found)
        newest = found
      }
      return found.value
    },
    set(key, value, forMs = ttlMs) {
      const now = clock()
      const place = at(key)
      drop(place)
      const entry: Kept = { value, until: now + forMs, bytes: weigh(value) + place.length * 2 }
      if (entry.bytes > maxBytes) return
      kept.set(place, entry)
      newest = entry
      bytes += entry.bytes
      if (now - swept > SWEEP_MS) sweep(now)
      for (const [oldest] of kept) {
        if (kept.size <= maxEntries && bytes <= maxBytes) break
        drop(oldest)
        evicted++
      }
    },
    delete: (key) => drop(at(key)),
    clear() {
      for (const key of kept.keys()) if (key.startsWith(prefix)) drop(key)
    },
    // Its length stands before a name, so that none is the beginning of another.
    within: (namespace) => view(`${prefix}${namespace.length}:${namespace}:`),
    async *entries() {
      const now = clock()
      for (const [key, { value, until }] of [...kept])
        if (until > now && key.startsWith(at(''))) yield [key.slice(prefix.length + 1), value] as const
    },
    statistics,
  })
  return view('')
}
