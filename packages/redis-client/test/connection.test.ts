import type { AiuError } from '@aiu/core'
import {
  type FailureScope,
  failureScope,
  type RedisClient,
  type RedisConnectionOptions,
  redisConnection,
} from '@aiu/redis-client'
import { canStart, named, ownRedis } from '@aiu-tooling/support/redis'
import { slowProxy } from '@aiu-tooling/support/slow-proxy'
import { describe, expect, onTestFinished, test } from 'vitest'

const there = await canStart()
const TIMEOUT_MS = 400

interface Commands {
  get(key: string): Promise<unknown>
}
const rejection = (call: Promise<unknown>): Promise<AiuError> =>
  call.then(
    () => expect.fail('it was answered'),
    (error: AiuError) => error,
  )

function connected<Client = RedisClient>(options: Partial<RedisConnectionOptions<Client>>) {
  const changes: (string | undefined)[] = []
  const redis = redisConnection<Client>({
    owner: 'myStore',
    timeoutMs: TIMEOUT_MS,
    circuit: { retryMs: 60_000, onChange: (error) => changes.push(error?.code) },
    ...options,
  })
  onTestFinished(() => redis.close())
  return { redis, changes }
}

describe.skipIf(!there)(named('a failure', there), () => {
  test('H10 an error reply fails that call alone, whatever it is, and opens no circuit', async () => {
    const { url } = await ownRedis()
    const { redis, changes } = connected({ url, timeoutMs: 10_000 })
    await redis.run((client) => client.lPush('list', 'a'))
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => redis.run((client) => client.get(n % 2 ? 'list' : 'text'))),
    )
    for (const [n, end] of all.entries())
      if (n % 2) {
        const { reason } = end as PromiseRejectedResult
        expect(reason).toMatchObject({ code: 'server', message: expect.stringContaining('WRONGTYPE') })
        expect(failureScope(reason)).toBe('call')
      } else expect(end).toMatchObject({ status: 'fulfilled', value: null })
    expect(changes).toEqual([])
  })

  test('memory that is full is reported once, and other calls are answered', async () => {
    const { url } = await ownRedis()
    const { redis, changes } = connected({ url, timeoutMs: 10_000 })
    const write = () => redis.run((client) => client.set('a', 'b'))
    await redis.run((client) => client.configSet('maxmemory', '1'))
    for (let round = 0; round < 3; round++) {
      const error = await rejection(write())
      expect(error).toMatchObject({ code: 'server', message: expect.stringContaining('OOM') })
      expect(failureScope(error)).toBe('server')
    }
    expect(changes).toEqual(['server'])
    await redis.run((client) => client.configSet('maxmemory', '0'))
    await write()
    expect(changes).toEqual(['server', undefined])
  })

  test('F50 F54 a server that is lost is asked by one call in each retryMs', async () => {
    const server = await ownRedis()
    await server.kill()
    const { redis, changes } = connected({ url: server.url })
    let asked = 0
    const ping = () =>
      redis.run((client) => {
        asked++
        return client.ping()
      })
    const errors = [await rejection(ping()), await rejection(ping())]
    for (const error of errors) expect(error).toMatchObject({ code: 'connection' })
    expect(errors.map(failureScope)).toEqual(['lost', 'lost'])
    expect(errors[0]).toBe(errors[1])
    expect([asked, changes]).toEqual([0, ['connection']])
  })

  test('F52 one that answers nothing is lost for all that are pending; then the next use connects again', async () => {
    const proxy = await slowProxy((await ownRedis()).port)
    const { redis } = connected({ url: `redis://127.0.0.1:${proxy.port}`, circuit: undefined })
    const ping = () => redis.run((client) => client.ping())
    await ping()
    proxy.hole = true
    const errors = await Promise.all(Array.from({ length: 5 }, () => rejection(ping())))
    for (const error of errors) {
      expect(error.message).toMatch(/Redis at 127\.0\.0\.1:\d+: no answer for 400 ms$/)
      expect(failureScope(error)).toBe('lost')
    }
    proxy.hole = false
    expect(await ping()).toBe('PONG')
  })

  test('F44 an answer that came while the process was busy came in time', async () => {
    const { redis } = connected({ url: (await ownRedis()).url })
    await redis.run((client) => client.ping())
    const pending = redis.run((client) => client.ping())
    await new Promise((resolve) => setImmediate(resolve))
    const end = performance.now() + 2 * TIMEOUT_MS
    while (performance.now() < end);
    expect(await pending).toBe('PONG')
  })

  test('close waits for what is pending, and the next call connects again', async () => {
    const { redis } = connected({ url: (await ownRedis()).url, timeoutMs: 10_000 })
    const id = () => redis.run((client) => client.clientId())
    const first = await id()
    const pending = id()
    await redis.close()
    expect(await pending).toBe(first)
    expect(await id()).not.toBe(first)
  })
})

describe("an app's own client", () => {
  const commands = ['get'] as const
  const never = new Promise<never>(() => {})

  test('a call that is not answered fails alone while others are answered, and all where none is', async () => {
    const client: Commands = { get: async (key) => (key === 'hung' ? never : key) }
    const { redis, changes } = connected<Commands>({ client, commands })
    const hung = rejection(redis.run((own) => own.get('hung')))
    let over = false
    void hung.then(() => {
      over = true
    })
    while (!over) {
      expect(await redis.run((own) => own.get('fine'))).toBe('fine')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(await hung).toMatchObject({
      code: 'connection',
      message: expect.stringMatching(/while other calls were answered$/),
    })
    expect(failureScope(await hung)).toBe('call')
    expect(changes).toEqual([])
    const lost = await rejection(redis.run((own) => own.get('hung')))
    expect(failureScope(lost)).toBe('lost')
    expect(changes).toEqual(['connection'])
  })

  test.each<[string, FailureScope, string]>([
    ['WRONGTYPE Operation against a key', 'call', 'server'],
    ['NOSCRIPT No matching script', 'call', 'server'],
    ['ERR no', 'call', 'server'],
    ['NOPERM no permissions', 'call', 'authentication'],
    ['READONLY You cannot write', 'server', 'server'],
    ['OOM command not allowed', 'server', 'server'],
    ['LOADING Redis is loading', 'server', 'server'],
    ['ERR Error running script: @user_script:1: -READONLY You cannot write', 'server', 'server'],
    ['NOAUTH Authentication required.', 'server', 'authentication'],
    ['The client is closed', 'lost', 'connection'],
    ['read ECONNRESET', 'lost', 'connection'],
  ])('%s concerns: %s', async (message, scope, code) => {
    const client: Commands = { get: () => Promise.reject(new Error(message)) }
    const { redis } = connected<Commands>({ client, commands })
    const error = await rejection(redis.run((own) => own.get('a')))
    expect(error).toMatchObject({ code, message: `Redis: ${message}` })
    expect(failureScope(error)).toBe(scope)
  })

  test.each([
    [{}, /myStore: give either a url or a client/],
    [{ url: 'redis://127.0.0.1', client: { get: async () => 1 } }, /give either a url or a client/],
    [{ client: {} as Commands }, /client has no get/],
  ])('%o is refused', (options, message) => {
    expect(() => connected<Commands>({ ...options, commands })).toThrow(message)
  })
})
