import { AiuError, type CacheStore, type Lease, redact } from '@aiu/core'
import KeyvRedis, { createClient } from '@keyv/redis'

export interface RedisStoreOptions {
  /** `redis://user:password@host:6379/0`, or `rediss://` over TLS. */
  readonly url: string
  /** Before every key, so that a database can be shared: letters, digits and `_:.-`. Default `aiu:cache`. */
  readonly prefix?: string | undefined
}

export interface RedisStore extends CacheStore, AsyncDisposable {
  within(namespace: string): RedisStore
  lease(key: string, ttlMs: number): Promise<Lease | undefined>
  entries(): AsyncIterable<readonly [key: string, value: unknown]>
  statistics(): Promise<Readonly<Record<string, number>>>
  /** Ends the connection. The process ends without it, too. */
  close(): Promise<void>
}

type Client = ReturnType<typeof clientOf>

/** Deletes the lease if its holder still is the one who asks. By EVAL, since a script kept by the server may be gone. */
const RELEASE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"

/** Settings by which a server that refuses, hangs, or goes away fails commands soon, and is back in use by itself. */
const clientOf = (url: string) =>
  createClient({
    url,
    // A command waits for no connection: `cache` goes on without the store.
    disableOfflineQueue: true,
    commandOptions: { timeout: 400 },
    // Without pings an idle connection would be taken for a dead one.
    pingInterval: 200,
    socket: {
      connectTimeout: 300,
      socketTimeout: 500,
      reconnectStrategy: (tries) => Math.min(tries * 50, 500),
    },
  })

/**
 * Keeps entries in Redis (or Valkey), for any number of machines. Connects at first use, and again by itself whenever the connection is
 * lost; meanwhile its calls fail, which `cache` takes as misses. Throws `configuration` for options that cannot be meant.
 *
 * @example const store = redisStore({ url: 'redis://127.0.0.1:6379' })
 */
export function redisStore({ url, prefix = 'aiu:cache' }: RedisStoreOptions): RedisStore {
  const address = typeof url === 'string' ? URL.parse(url) : undefined
  if (!address || !/^rediss?:$/.test(address.protocol))
    throw new AiuError('configuration', 'redisStore: url is not like "redis://127.0.0.1:6379".')
  if (!/^[\w:.-]{1,100}$/.test(prefix))
    throw new AiuError(
      'configuration',
      `redisStore: prefix is ${JSON.stringify(prefix)}, not letters, digits and _:.-`,
    )
  const secrets = [address.password, decodeURIComponent(address.password)].filter(Boolean)
  let client: Client | undefined
  let connecting: Promise<unknown> | undefined

  const connected = async (): Promise<Client> => {
    if (!client) {
      client = clientOf(url)
      // Told by each command that fails; by the dozen here.
      client.on('error', () => {})
      connecting = client.connect().catch(() => {})
    }
    if (!client.isReady) {
      await connecting
      client.unref()
    }
    return client
  }
  const run = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    try {
      return await work(await connected())
    } catch (cause) {
      const words = redact(`${(cause as Error | undefined)?.message ?? cause}`, secrets)
      throw new Error(`Redis at ${address.host}: ${words}`)
    }
  }
  const close = async (): Promise<void> => {
    const closing = client
    client = undefined
    closing?.destroy()
  }
  return view({ run, close, adapters: new WeakMap() }, prefix)
}

interface Inside {
  run<T>(work: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
  readonly adapters: WeakMap<Client, KeyvRedis<string>>
}

/** No sign of a Redis pattern is left in it, and none that ends a name. */
const encoded = (name: string): string => encodeURIComponent(name).replaceAll('*', '%2A')

function view(inside: Inside, namespace: string): RedisStore {
  const { run, close, adapters } = inside
  const begin = `${namespace}::`
  const keyv = <T>(work: (adapter: KeyvRedis<string>) => Promise<T>): Promise<T> =>
    run((client) => {
      let adapter = adapters.get(client)
      if (!adapter) {
        adapter = new KeyvRedis<string>(client, { throwOnErrors: true, throwOnConnectError: true })
        adapter.on('error', () => {})
        adapters.set(client, adapter)
      }
      return work(adapter)
    })
  /** Keys of this namespace; with `below`, of those within it, too. */
  async function* batches(client: Client, below = false): AsyncGenerator<string[], void> {
    for (const end of below ? ['::', '/'] : ['::'])
      yield* client.scanIterator({ MATCH: `${namespace}${end}*`, TYPE: 'string', COUNT: 500 })
  }
  return {
    name: 'redis',
    async get(key) {
      const text = await keyv((adapter) => adapter.get(begin + key))
      return text === undefined ? undefined : JSON.parse(text)
    },
    set: (key, value, ttlMs) =>
      keyv(async (adapter) => {
        const until = ttlMs === undefined ? undefined : Date.now() + Math.max(1, Math.ceil(ttlMs))
        if (!(await adapter.set(begin + key, JSON.stringify(value), until)))
          throw new Error('it was not written')
      }),
    delete: (key) => keyv((adapter) => adapter.delete(begin + key)),
    clear: () =>
      run(async (client) => {
        for await (const keys of batches(client, true)) if (keys.length) await client.unlink(keys)
      }),
    within: (name) => view(inside, `${namespace}/${encoded(name)}`),
    lease: (key, ttlMs) =>
      run(async (client) => {
        const name = `${namespace}:lease:${key}`
        const holder = crypto.randomUUID()
        const taken = await client.set(name, holder, {
          condition: 'NX',
          expiration: { type: 'PX', value: Math.max(1, Math.ceil(ttlMs)) },
        })
        if (taken !== 'OK') return
        return {
          async release() {
            await run((again) => again.eval(RELEASE, { keys: [name], arguments: [holder] }))
          },
        }
      }),
    async *entries() {
      const client = await run(async (connected) => connected)
      for await (const keys of batches(client)) {
        const values = keys.length ? await client.mGet(keys) : []
        for (const [index, key] of keys.entries()) {
          const text = values[index]
          if (typeof text === 'string') yield [key.slice(begin.length), JSON.parse(text)] as const
        }
      }
    },
    statistics: () =>
      run(async (client) => {
        let entries = 0
        for await (const keys of batches(client, true)) entries += keys.length
        return { entries }
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
