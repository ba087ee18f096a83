// LATER: these packages do not exist yet. Their types to be, so that the examples can be written against them.
// Delete this file when they come.

declare module '@aiu/cache' {
  import type { CacheStore, ChatRequest, ChatResponse, Layer } from '@aiu/core'

  export interface CacheOptions {
    /** How long an answer is kept, in ms. Default: the store's own. */
    readonly ttlMs?: number | undefined
    readonly namespace?: string | undefined
    /** A question asked at a higher temperature is not cached. Default 0.7. */
    readonly maxTemperature?: number | undefined
    /** Is this answer worth keeping? Asked of complete answers only. */
    readonly when?: ((request: ChatRequest, response: ChatResponse) => boolean) | undefined
  }
  /** Answers equal questions once: out of the store, or by sharing the call that is under way. */
  export function cache(store: CacheStore, options?: CacheOptions): Layer
}

declare module '@aiu/cache-memory' {
  import type { CacheStore } from '@aiu/core'

  export interface MemoryStoreOptions {
    /** Default 1000. The one used longest ago goes first. */
    readonly maxEntries?: number | undefined
    /** Default 64 MiB, as JSON. */
    readonly maxBytes?: number | undefined
    /** Default: kept until it must go. */
    readonly ttlMs?: number | undefined
  }
  export function memoryStore(options?: MemoryStoreOptions): CacheStore
}

declare module '@aiu/cache-redis' {
  import type { CacheStore } from '@aiu/core'

  export interface RedisStore extends CacheStore {
    close(): Promise<void>
  }
  export function redisStore(options: {
    /** "redis://127.0.0.1:6379/0" */
    readonly url: string
    readonly namespace?: string | undefined
  }): RedisStore
}
