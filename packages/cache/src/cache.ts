import type { CacheStore, Layer } from '@aiu/core'
import { isolatesRequests, withTimeout } from '@aiu/core/layer-kit'
import { answers } from './answers.ts'
import { embeddings } from './embeddings.ts'
import type { House } from './house.ts'
import { meetings } from './meetings.ts'
import { type CacheOptions, namespaceOf, settled } from './options.ts'
import { type CacheStatistics, counters } from './statistics.ts'
import { shelves } from './store/shelf.ts'

/** What is written for longer, in ms, was lost with the request that wrote it. */
const MAX_WRITE_MS = 5_000

/** The layer, and what can be asked of it. */
export interface CacheLayer extends Layer {
  /** Since it was made. */
  statistics(): CacheStatistics
  /** Forgets what one namespace holds. Default: the layer's own. */
  clear(namespace?: string): Promise<void>
  /** Resolves when what is being written has been. */
  settled(): Promise<void>
}

/**
 * Answers equal questions once: out of the store, or by sharing the call that is under way. Only whole, valid answers of the one who
 * was asked are kept. A store that fails costs a miss, never an answer.
 *
 * @example const ai = createClient(groq({ model }), cache(memoryStore()))
 */
export function cache(store: CacheStore, options: CacheOptions = {}): CacheLayer {
  const all = settled(options)
  const shelf = shelves(store, all)
  const own = shelf(all.namespace)
  const writes = new Set<Promise<unknown>>()
  const house: House = {
    ...counters(),
    all,
    shelf: (namespace) => (namespace === undefined ? own : shelf(namespaceOf(namespace))),
    /** Written off the answer's path. */
    later(work) {
      const done = work.catch(() => {}).finally(() => writes.delete(done))
      writes.add(done)
    },
  }
  const meet = meetings(house)
  return {
    name: 'cache',
    order: 40,
    ...answers(house, meet),
    ...embeddings(house, meet),
    statistics: house.told,
    clear: (namespace) => house.shelf(namespace).clear(),
    async settled() {
      const waited = async (): Promise<void> => {
        while (writes.size) await Promise.all(writes)
      }
      // Where requests are isolated, one that ended took its writes with it.
      if (!isolatesRequests()) return waited()
      await withTimeout(waited(), MAX_WRITE_MS, () => undefined).catch(() => writes.clear())
    },
  }
}
