import type { CacheStore, Lease } from '@aiu/core'
import {
  checkPrefix,
  type RedisAddress,
  type RedisClient,
  type RedisConnection,
  redisConnection,
} from '@aiu/redis-client'
import KeyvRedis from '@keyv/redis'

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
  return namespaceOf(entryAdapter(redis), redis, prefix, '')
}

/** Runs work on Keyv's adapter of the current connection. */
type EntryAdapter = <T>(work: (adapter: KeyvRedis<string>) => Promise<T>) => Promise<T>

function entryAdapter(redis: RedisConnection<RedisClient>): EntryAdapter {
  const adapters = new WeakMap<RedisClient, KeyvRedis<string>>()
  return (work) =>
    redis.run((client) => {
      let adapter = adapters.get(client)
      if (!adapter) {
        adapter = new KeyvRedis<string>(client, { throwOnErrors: true, throwOnConnectError: true })
        // What goes wrong is thrown, too.
        adapter.on('error', () => {})
        adapters.set(client, adapter)
      }
      return work(adapter)
    })
}

/** Exact for any name, without a sign that means something in a Redis pattern or ends a name. */
const encoded = (name: string): string =>
  Array.from(name, (sign) =>
    sign.isWellFormed() ? encodeURIComponent(sign) : `%u${sign.charCodeAt(0).toString(16)}`,
  )
    .join('')
    .replaceAll('*', '%2A')

const parsed = (text: string | null | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/** The store at a path of namespaces, each with `/` before it. */
function namespaceOf(
  keyv: EntryAdapter,
  redis: RedisConnection<RedisClient>,
  prefix: string,
  path: string,
): RedisStore {
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
        return parsed(await keyv((adapter) => adapter.get(begin + key)))
      } catch (error) {
        // Another program stored something else there.
        if (/: WRONGTYPE\b/.test((error as Error).message)) return
        throw error
      }
    },
    set: (key, value, ttlMs) =>
      keyv(async (adapter) => {
        const expiresAt = ttlMs === undefined ? undefined : Date.now() + Math.max(1, Math.ceil(ttlMs))
        if (!(await adapter.set(begin + key, JSON.stringify(value), expiresAt)))
          throw new Error('The entry was not written.')
      }),
    delete: (key) => keyv((adapter) => adapter.delete(begin + key)),
    async clear() {
      for await (const keys of batches(['::', '/'])) await redis.run((client) => client.unlink(keys))
    },
    within: (name) => namespaceOf(keyv, redis, prefix, `${path}/${encoded(name)}`),
    async lease(key, ttlMs) {
      // Apart from the entries: clearing them takes nobody's lease.
      const name = `${prefix}=${path}=${key}`
      const holder = crypto.randomUUID()
      const expiration = { type: 'PX', value: Math.max(1, Math.ceil(ttlMs)) } as const
      const options = { condition: 'NX', expiration } as const
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
