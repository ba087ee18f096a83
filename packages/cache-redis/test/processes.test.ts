import { setTimeout as pause } from 'node:timers/promises'
import { redisStore } from '@aiu/cache-redis'
import { describe, expect, test } from 'vitest'
import type { Done, Task } from './support/asks.ts'
import { type Child, child } from './support/child.ts'
import { anyRedis, freshPrefix, named } from './support/redis.ts'
import { type UpstreamOptions, upstream } from './support/upstream.ts'

const redis = await anyRedis()
const url = redis?.url ?? ''
const LIMIT = { timeout: 60_000 }

/** Processes that are connected and wait to be told. */
async function processes(count: number, task: Task): Promise<readonly Child[]> {
  const all = Array.from({ length: count }, () => child('./asks.ts', JSON.stringify(task)))
  await Promise.all(all.map((one) => one.line()))
  return all
}

async function ask(one: Child): Promise<Done> {
  one.tell('go')
  return JSON.parse(await one.line())
}

/** A server that answers after so long, and how many it had at once. */
async function slow(ms: number, options: UpstreamOptions = {}) {
  const counted = { now: 0, most: 0 }
  const server = await upstream({
    ...options,
    async before(over) {
      counted.most = Math.max(counted.most, ++counted.now)
      await pause(ms, undefined, { signal: over }).catch(() => {})
      counted.now--
    },
  })
  return { server, counted }
}

const taskOf = (baseURL: string, more: Partial<Task> = {}): Task => ({
  url,
  prefix: freshPrefix(),
  baseURL,
  kind: 'ask',
  question: 'the same',
  ...more,
})

describe.skipIf(!redis)(named('F47 equal questions of several processes', redis), () => {
  for (const kind of ['ask', 'stream'] as const)
    for (const count of [2, 5])
      test(`${count} at the same moment, ${kind}: one call`, LIMIT, async () => {
        const { server } = await slow(500)
        const all = await processes(count, taskOf(server.baseURL, { kind }))
        const told = await Promise.all(all.map(ask))
        expect(told.map(({ text }) => text)).toEqual(Array(count).fill('Of the same'))
        expect(server.requests.length).toBe(1)
      })

  test('who holds the right and is killed is waited for until its time is over', LIMIT, async () => {
    const { server } = await slow(700)
    const leaseMs = 2_000
    const [first, ...others] = await processes(3, taskOf(server.baseURL, { leaseMs }))
    const started = performance.now()
    first?.tell('go')
    await expect.poll(() => server.requests.length).toBe(1)
    const told = Promise.all(others.map(ask))
    await pause(100)
    first?.process.kill('SIGKILL')
    expect((await told).map(({ text }) => text)).toEqual(['Of the same', 'Of the same'])
    expect(performance.now() - started).toBeGreaterThan(leaseMs)
    expect(server.requests.length).toBeLessThanOrEqual(3)
  })

  test('an answer that is not kept: the others ask at once, side by side', LIMIT, async () => {
    const { server, counted } = await slow(1_500, { finishReason: 'length' })
    const [first, ...others] = await processes(5, taskOf(server.baseURL))
    const one = ask(first as Child)
    await expect.poll(() => server.requests.length).toBe(1)
    const told = await Promise.all([one, ...others.map(ask)])
    expect(told.map(({ text }) => text)).toEqual(Array(5).fill('Of the same'))
    expect(server.requests.length).toBe(5)
    expect(counted.most).toBe(4)
  })

  test('who holds the right and leaves: one of the others asks in its place', LIMIT, async () => {
    const { server } = await slow(700)
    const task = taskOf(server.baseURL)
    const [[first], others] = await Promise.all([
      processes(1, { ...task, abortAfterMs: 300 }),
      processes(3, task),
    ])
    const left = ask(first as Child)
    await expect.poll(() => server.requests.length).toBe(1)
    const told = await Promise.all(others.map(ask))
    expect((await left).error).toBe('aborted')
    expect(told.map(({ text }) => text)).toEqual(Array(3).fill('Of the same'))
    expect(server.requests.length).toBe(2)
  })

  test(
    'F40 who waits and leaves is gone within 50 ms, without a timer; the one he waited for goes on',
    LIMIT,
    async () => {
      const { server } = await slow(2_000)
      const task = taskOf(server.baseURL)
      const [first] = await processes(1, task)
      const leaving = await processes(3, { ...task, abortAfterMs: 300 })
      const holder = ask(first as Child)
      await expect.poll(() => server.requests.length).toBe(1)
      const left: Done[] = []
      for (const one of leaving) {
        left.push(await ask(one))
        expect(await one.ended(1_500)).toEqual({ code: 0, stderr: '' })
      }
      expect(left.map(({ error }) => error)).toEqual(Array(3).fill('aborted'))
      expect(Math.min(...left.map(({ ms }) => ms))).toBeLessThan(50)
      expect((await holder).text).toBe('Of the same')
      expect(server.requests.length).toBe(1)
    },
  )

  test('a right that is never given back delays by its time, not for ever', LIMIT, async () => {
    const { server } = await slow(0)
    const leaseMs = 1_000
    const task = taskOf(server.baseURL, { leaseMs })
    const [seen] = await processes(1, task)
    await ask(seen as Child)
    await using store = redisStore({ url, prefix: task.prefix })
    const shelf = store.within('default')
    const keys: string[] = []
    for await (const [key] of shelf.entries()) keys.push(key)
    expect(keys).toHaveLength(1)
    await shelf.clear()
    expect(await shelf.lease(`lease:${keys[0]}`, 60_000)).toBeDefined()
    const [late] = await processes(1, task)
    const started = performance.now()
    expect((await ask(late as Child)).text).toBe('Of the same')
    expect(performance.now() - started).toBeGreaterThan(leaseMs - 50)
    expect(server.requests.length).toBe(2)
  })
})
