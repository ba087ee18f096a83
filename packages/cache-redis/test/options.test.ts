import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { redisStore } from '@aiu/cache-redis'
import { isAiuError } from '@aiu/core'
import { canStart, hasIPv6, listenOnIPv6, named, ownRedis } from '@aiu-tooling/support/redis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'
import { inUse } from './support/outage.ts'
import { rig } from './support/rig.ts'

const there = await canStart()

const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** Everything that a value shows of itself. */
const shown = (value: unknown): string =>
  `${inspect(value, { depth: null, showHidden: true })}${JSON.stringify(value)}${String(value)}`

describe('options that cannot be meant', () => {
  test.each([
    '',
    'nowhere',
    'http://127.0.0.1:6379',
    'redis://127.0.0.1:port',
    'redis://127.0.0.1/first',
    'redis://:50%off@127.0.0.1:6379',
    undefined,
    5,
  ])('url %s', (url) => {
    const error = thrown(() => redisStore({ url: url as string }))
    expect(isAiuError(error, 'configuration')).toBe(true)
    expect(shown(error)).not.toContain('50%off')
  })

  test.each(['', 'a b', 'a::b', ':a', 'a:', 'a*', 'a/b', 'a=b', 'ä', 'x'.repeat(101)])(
    'prefix %s',
    (prefix) => {
      const error = thrown(() => redisStore({ url: 'redis://127.0.0.1', prefix }))
      expect(isAiuError(error, 'configuration')).toBe(true)
    },
  )

  test('nothing connects before the first use', () => {
    for (const url of ['redis://127.0.0.1', 'rediss://user:p%40ss@[::1]:1/15', 'redis://localhost:6379/'])
      expect(redisStore({ url, prefix: 'a.b:c-d_e' }).name).toBe('redis')
  })
})

describe.skipIf(!there)(named('a password', there), () => {
  test('F54 a wrong one at the start; in use as soon as the server takes it', {
    timeout: 120_000,
  }, async () => {
    const redis = await ownRedis({ password: 'open-sesame-1' })
    const say = await admin(redis.url)
    const client = await rig({ url: `redis://:open-sesame-2@127.0.0.1:${redis.port}` })
    expect(await client.put('ask', 'hello')).toMatchObject({ text: 'Of hello' })
    await client.layer.settled()
    expect(client.reports).toMatchObject([{ state: 'down', error: { code: 'authentication' } }, {}])
    await say('CONFIG', 'SET', 'requirepass', 'open-sesame-2')
    await inUse(client)
    expect(client.reports.map(({ access, state }) => `${access} ${state}`).sort()).toEqual([
      'read down',
      'read up',
      'write down',
      'write up',
    ])
  })

  test('none where one is wanted', { timeout: 120_000 }, async () => {
    const redis = await ownRedis({ password: 'open-sesame-1' })
    const client = await rig({ url: `redis://127.0.0.1:${redis.port}` })
    await client.put('ask', 'hello')
    expect(client.reports).toMatchObject([{ state: 'down', error: { code: 'authentication' } }])
  })

  test('F65 it stands in no report, error or inspection, encoded or not', async () => {
    const secret = 'open/sesame 3'
    // A server that says back what it is told.
    const echo = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (words) => socket.write(`-ERR not ${`${words}`.replace(/\s+/g, ' ')} ${url}\r\n`))
    })
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void echo.close())
    const { port } = echo.address() as AddressInfo
    const url = `redis://:${encodeURIComponent(secret)}@127.0.0.1:${port}`
    const { put, layer, reports, store } = await rig({ url })
    await put('ask', 'hello')
    await layer.settled()
    expect(reports).toHaveLength(2)
    const failed = await Promise.resolve(store.clear()).then(String, (error: unknown) => error)
    expect(isAiuError(failed, 'server')).toBe(true)
    const all = shown([reports, failed, store, layer, store.within('a')])
    expect(all).toContain('[redacted]')
    for (const form of [secret, encodeURIComponent(secret)]) expect(all).not.toContain(form)
  })
})

test.skipIf(!there || !hasIPv6)(
  `C39 r05 a Redis by IPv6${hasIPv6 ? '' : ' (this machine has no IPv6 loopback)'}`,
  async () => {
    const redis = await ownRedis()
    await listenOnIPv6(redis)
    for (const url of [`redis://[::1]:${redis.port}`, { host: '::1', port: redis.port }]) {
      const store = redisStore({ url })
      onTestFinished(() => store.close())
      await store.set('k', [1])
      expect(await store.get('k')).toEqual([1])
    }
    expect(() => redisStore({ url: { host: '[::1]:6379' } })).toThrow(/redisStore: url\.host/)
  },
)
