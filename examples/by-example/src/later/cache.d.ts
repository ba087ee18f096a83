// LATER: this package does not exist yet. Its types to be, so that the examples can be written against them.
// Delete this file when it comes.

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
