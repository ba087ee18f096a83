import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { isAiuError } from '@aiu/core'
import { type RedisAddress, type RedisClient, redisConnection } from '@aiu/redis-client'
import { canStart, hasIPv6, listenOnIPv6, named, ownRedis } from '@aiu-tooling/support/redis'
import { describe, expect, onTestFinished, test } from 'vitest'

const there = await canStart()
type Url = string | URL | RedisAddress

function connectionTo(url: Url) {
  const redis = redisConnection<RedisClient>({ owner: 'myStore', url, timeoutMs: 10_000 })
  onTestFinished(() => redis.close())
  return redis
}

/** A server with a user of its own, and where a client is: which user, which database, by which address. */
async function server() {
  const redis = await ownRedis()
  const admin = connectionTo(redis.url)
  const say = (...words: string[]) => admin.run((client) => client.sendCommand(words))
  await say('ACL', 'SETUSER', 'app', 'on', '>p@ss/w%rd #1?', '~*', '&*', '+@all')
  const whereIs = async (url: Url) => {
    const words = await connectionTo(url).run((client) => client.sendCommand(['CLIENT', 'INFO']))
    const info = Object.fromEntries(
      `${words}`
        .trim()
        .split(' ')
        .map((pair) => pair.split(/=(.*)/)),
    )
    return `${info.user} ${info.db} ${`${info.laddr}`.replace(/:\d+$/, '')}`
  }
  return { redis, whereIs }
}

const PASSWORD = 'p@ss/w%rd #1?'
const ENCODED = encodeURIComponent(PASSWORD)
const formsOf = (port: number): readonly (readonly [Url, string])[] => [
  [`redis://127.0.0.1:${port}`, 'default 0 127.0.0.1'],
  [`redis://127.0.0.1:${port}/`, 'default 0 127.0.0.1'],
  [`redis://127.0.0.1:${port}/3`, 'default 3 127.0.0.1'],
  [new URL(`redis://127.0.0.1:${port}/4`), 'default 4 127.0.0.1'],
  [`redis://app:${ENCODED}@127.0.0.1:${port}`, 'app 0 127.0.0.1'],
  [`redis://app:${ENCODED}@127.0.0.1:${port}/15`, 'app 15 127.0.0.1'],
  [`REDIS://127.0.0.1:${port}`, 'default 0 127.0.0.1'],
  [{ host: '127.0.0.1', port }, 'default 0 127.0.0.1'],
  [{ host: '127.0.0.1', port, database: 2, username: 'app', password: PASSWORD }, 'app 2 127.0.0.1'],
]
const formsOfIPv6 = (port: number): readonly (readonly [Url, string])[] => [
  [`redis://[::1]:${port}`, 'default 0 [::1]'],
  [`redis://[0:0:0:0:0:0:0:1]:${port}/1`, 'default 1 [::1]'],
  [`redis://app:${ENCODED}@[::1]:${port}/15`, 'app 15 [::1]'],
  [new URL(`redis://[::1]:${port}`), 'default 0 [::1]'],
  [{ host: '::1', port }, 'default 0 [::1]'],
  [{ host: '[::1]', port, tls: false, database: 7 }, 'default 7 [::1]'],
]

describe.skipIf(!there)(named('forms of an address', there), () => {
  test('C39 of a URL, a URL object and parts, by IPv4', async () => {
    const { redis, whereIs } = await server()
    for (const [url, where] of formsOf(redis.port)) expect(await whereIs(url), inspect(url)).toBe(where)
  })

  test.skipIf(!hasIPv6)(
    `C39 r05 by IPv6${hasIPv6 ? '' : ' (this machine has no IPv6 loopback)'}`,
    async () => {
      const { redis, whereIs } = await server()
      await listenOnIPv6(redis)
      for (const [url, where] of formsOfIPv6(redis.port)) expect(await whereIs(url), inspect(url)).toBe(where)
    },
  )
})

test.each<[string, (port: number) => Url]>([
  ['rediss://', (port) => `rediss://127.0.0.1:${port}`],
  ['tls: true', (port) => ({ host: '127.0.0.1', port, tls: true })],
])('C39 %s speaks TLS', async (_, urlOf) => {
  let first: number | undefined
  const listener = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (bytes) => {
      first = bytes[0]
      socket.destroy()
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void listener.close())
  const { port } = listener.address() as { port: number }
  await expect(connectionTo(urlOf(port)).run((client) => client.ping())).rejects.toMatchObject({
    code: 'connection',
    message: expect.stringContaining(`Redis at 127.0.0.1:${port}: `),
  })
  // The first byte of a handshake.
  expect(first).toBe(0x16)
})

describe('an address that is invalid is refused, and nothing of it is repeated', () => {
  test.each<[unknown, string]>([
    ['', 'url is not like'],
    ['nowhere', 'url is not like'],
    ['redis:6379', 'url is not like'],
    ['http://127.0.0.1:6379', 'url is not like'],
    ['unix:///run/redis.sock', 'url is not like'],
    ['redis://::1:6379', 'url is not like'],
    ['redis://127.0.0.1:port', 'url is not like'],
    ['redis://127.0.0.1:0', 'url has a port'],
    ['redis://127.0.0.1/first', 'url has a path'],
    ['redis://127.0.0.1/-1', 'url has a path'],
    ['redis://127.0.0.1/99999999999999999', 'url has a path'],
    ['redis://user:12/sesame@host', 'url has a path'],
    ['redis://user:12#sesame@host', 'url has a #'],
    ['redis://user:12?sesame@host', 'url has a ?'],
    ['redis://127.0.0.1/?password=sesame', 'url has a ?'],
    ['redis://:50%sesame@127.0.0.1:6379', 'url has a user or password'],
    ['redis://50%sesame:x@127.0.0.1:6379', 'url has a user or password'],
    ['redis://a%20b:6379', 'url has a host'],
    [undefined, 'url is neither'],
    [null, 'url is neither'],
    [5, 'url is neither'],
    [{}, 'url is neither'],
    [{ host: '' }, 'url.host is'],
    [{ host: '127.0.0.1:6379' }, 'url.host is'],
    [{ host: '[::1]:6379' }, 'url.host is'],
    [{ host: 'user:sesame@host' }, 'url.host is'],
    [{ host: 'redis://:sesame@host' }, 'url.host is'],
    [{ host: 'h', port: 0 }, 'url.port is'],
    [{ host: 'h', port: 65_536 }, 'url.port is'],
    [{ host: 'h', port: '6379' }, 'url.port is'],
    [{ host: 'h', tls: 'yes' }, 'url.tls is'],
    [{ host: 'h', username: 5 }, 'url.username is'],
    [{ host: 'h', password: ['sesame'] }, 'url.password is'],
    [{ host: 'h', database: 1.5 }, 'url.database is'],
  ])('%o', (url, says) => {
    let error: unknown
    try {
      redisConnection({ owner: 'myStore', url: url as string, timeoutMs: 1_000 })
    } catch (thrown) {
      error = thrown
    }
    expect(isAiuError(error, 'configuration'), String(error)).toBe(true)
    expect((error as Error).message).toContain(`myStore: ${says}`)
    expect(inspect(error, { depth: null, showHidden: true }).replace(/at .*/g, '')).not.toContain('sesame')
  })
})
