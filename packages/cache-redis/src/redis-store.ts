import type { CacheStore, Lease } from '@aiu/core'
import {
  checkPrefix,
  type RedisAddress,
  type RedisClient,
  type RedisConnection,
  redisConnection,
} from '@aiu/redis-client'

export interface RedisStoreOptions {
  /** `redis://user:password@host:6379/0`, `rediss://` over TLS, or the same in parts: `{ host: '::1', port: 6379 }`. */
  readonly url: string | URL | RedisAddress
  /**
   * Before every key, so that a database can be shared: letters, digits and `_.-`, with single `:` between them. Default `aiu:cache`.
   */
  readonly prefix?: string | undefined
}

export interface RedisStore extends CacheStore, AsyncDisposable {
  within(namespace: string): RedisStore
  lease(key: string, ttlMs: number): Promise<Lease | undefined>
  entries(): AsyncIterable<readonly [key: string, value: unknown]>
  statistics(): Promise<Readonly<Record<string, number>>>
  /** Ends the connection, after what is under way. The process ends without it, too. The next call connects again. */
  close(): Promise<void>
}

/** A server that answers nothing for this time is lost, in ms. */
const TIMEOUT_MS = 1_000

/** Deletes the lease if its holder still is the one who asks. By EVAL, since a script kept by the server may be gone. */
const RELEASE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"

/**
 * Keeps entries in Redis (6.0 or later) or Valkey, for any number of machines. Connects at first use, and again at the next use after
 * the connection was lost; what fails rejects with `connection`, `authentication` or `server`, which `cache` takes as a miss. Throws
 * `configuration` for options that cannot be meant.
 *
 * @example const store = redisStore({ url: 'redis://127.0.0.1:6379' })
 */
export function redisStore({ url, prefix = 'aiu:cache' }: RedisStoreOptions): RedisStore {
  const redis = redisConnection<RedisClient>({ owner: 'redisStore', url, timeoutMs: TIMEOUT_MS })
  checkPrefix('redisStore', prefix)
  return namespaceOf(redis, prefix, '')
}

/** Exact for any name, without a sign that means something in a Redis pattern or ends a name. */
const encoded = (name: string): string =>
  Array.from(name, (sign) =>
    sign.isWellFormed() ? encodeURIComponent(sign) : `%u${sign.charCodeAt(0).toString(16)}`,
  )
    .join('')
    .replaceAll('*', '%2A')

const expirationOf = (ttlMs: number) => ({ type: 'PX', value: Math.max(1, Math.ceil(ttlMs)) }) as const

const parsed = (text: string | null | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/** The store at a path of namespaces, each with `/` before it. */
function namespaceOf(redis: RedisConnection<RedisClient>, prefix: string, path: string): RedisStore {
  const place = prefix + path
  const begin = `${place}::`
  /** Keys of this namespace, and with `/` of those within it. A command at a time, so that no connection need last. */
  async function* batches(ends: readonly string[]): AsyncGenerator<string[], void> {
    const begins = ends.map((end) => place + end)
    let cursor = '0'
    do {
      const found = await redis.run((client) => client.scan(cursor, { MATCH: `${place}*`, COUNT: 500 }))
      cursor = `${found.cursor}`
      const keys = found.keys.map(String).filter((key) => begins.some((start) => key.startsWith(start)))
      if (keys.length) yield keys
    } while (cursor !== '0')
  }
  return {
    name: 'redis',
    async get(key) {
      try {
        return parsed(await redis.run((client) => client.get(begin + key)))
      } catch (error) {
        // Another program stored something else there.
        if (/: WRONGTYPE\b/.test((error as Error).message)) return
        throw error
      }
    },
    async set(key, value, ttlMs) {
      const text = JSON.stringify(value)
      const options = ttlMs === undefined ? {} : { expiration: expirationOf(ttlMs) }
      await redis.run((client) => client.set(begin + key, text, options))
    },
    delete: async (key) => (await redis.run((client) => client.unlink(begin + key))) > 0,
    async clear() {
      for await (const keys of batches(['::', '/'])) await redis.run((client) => client.unlink(keys))
    },
    within: (name) => namespaceOf(redis, prefix, `${path}/${encoded(name)}`),
    async lease(key, ttlMs) {
      // Apart from the entries: clearing them takes nobody's lease.
      const name = `${prefix}=${path}=${key}`
      const holder = crypto.randomUUID()
      const options = { condition: 'NX', expiration: expirationOf(ttlMs) } as const
      const taken = await redis.run((client) => client.set(name, holder, options))
      if (taken !== 'OK') return
      return {
        async release() {
          await redis.run((client) => client.eval(RELEASE, { keys: [name], arguments: [holder] }))
        },
      }
    },
    async *entries() {
      for await (const keys of batches(['::'])) {
        const values = await redis.run((client) => client.mGet(keys))
        for (const [index, key] of keys.entries()) {
          const value = parsed(values[index])
          if (value !== undefined) yield [key.slice(begin.length), value] as const
        }
      }
    },
    async statistics() {
      let entries = 0
      for await (const keys of batches(['::', '/'])) entries += keys.length
      return { entries }
    },
    close: redis.close,
    [Symbol.asyncDispose]: redis.close,
  }
}
