import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import KeyvRedis from '@keyv/redis'
import type { Client } from './connection.ts'
import { type Server, server } from './server.ts'

export interface RedisStoreOptions {
  /** `redis://user:password@host:6379/0`, or `rediss://` over TLS. */
  readonly url: string
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
  const inside: Inside = { server: server(url), prefix, adapters: new WeakMap() }
  if (!/^(?=.{1,100}$)[\w.-]+(:[\w.-]+)*$/.test(prefix))
    throw new AiuError(
      'configuration',
      `redisStore: prefix is ${JSON.stringify(prefix)}, not letters, digits and _.- with single : between them.`,
    )
  return view(inside, '')
}

interface Inside {
  readonly server: Server
  readonly prefix: string
  readonly adapters: WeakMap<Client, KeyvRedis<string>>
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
function view(inside: Inside, path: string): RedisStore {
  const { server, prefix, adapters } = inside
  const place = prefix + path
  const begin = `${place}::`
  const keyv = <T>(work: (adapter: KeyvRedis<string>) => Promise<T>): Promise<T> =>
    server.run((client) => {
      let adapter = adapters.get(client)
      if (!adapter) {
        adapter = new KeyvRedis<string>(client, { throwOnErrors: true, throwOnConnectError: true })
        adapter.on('error', () => {})
        adapters.set(client, adapter)
      }
      return work(adapter)
    })
  /** Keys of this namespace, and with `/` of those within it. A command at a time, so that no connection need last. */
  async function* batches(ends: readonly string[]): AsyncGenerator<string[], void> {
    const begins = ends.map((end) => place + end)
    let cursor = '0'
    do {
      const found = await server.run((client) => client.scan(cursor, { MATCH: `${place}*`, COUNT: 500 }))
      cursor = `${found.cursor}`
      const keys = found.keys.map(String).filter((key) => begins.some((start) => key.startsWith(start)))
      if (keys.length) yield keys
    } while (cursor !== '0')
  }
  return {
    name: 'redis',
    get: (key) =>
      keyv(async (adapter) => {
        try {
          return parsed(await adapter.get(begin + key))
        } catch (cause) {
          // Somebody put something else there.
          if (`${(cause as Error | undefined)?.message}`.startsWith('WRONGTYPE')) return
          throw cause
        }
      }),
    set: (key, value, ttlMs) =>
      keyv(async (adapter) => {
        const until = ttlMs === undefined ? undefined : Date.now() + Math.max(1, Math.ceil(ttlMs))
        if (!(await adapter.set(begin + key, JSON.stringify(value), until)))
          throw new Error('it was not written')
      }),
    delete: (key) => keyv((adapter) => adapter.delete(begin + key)),
    async clear() {
      for await (const keys of batches(['::', '/'])) await server.run((client) => client.unlink(keys))
    },
    within: (name) => view(inside, `${path}/${encoded(name)}`),
    async lease(key, ttlMs) {
      // Apart from the entries: clearing them takes nobody's lease.
      const name = `${prefix}=${path}=${key}`
      const holder = crypto.randomUUID()
      const expiration = { type: 'PX', value: Math.max(1, Math.ceil(ttlMs)) } as const
      const taken = await server.run((client) => client.set(name, holder, { condition: 'NX', expiration }))
      if (taken !== 'OK') return
      return {
        async release() {
          await server.run((client) => client.eval(RELEASE, { keys: [name], arguments: [holder] }))
        },
      }
    },
    async *entries() {
      for await (const keys of batches(['::'])) {
        const values = await server.run((client) => client.mGet(keys))
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
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  }
}
