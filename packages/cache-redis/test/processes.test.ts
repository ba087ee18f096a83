import { setTimeout as pause } from 'node:timers/promises'
import { cache } from '@aiu/cache'
import { redisStore } from '@aiu/cache-redis'
import { ask, type CacheStore, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { type Child, child } from '@aiu-tooling/support/child'
import { LONG } from '@aiu-tooling/support/long'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Done, Task } from './support/asks.ts'
import { rig } from './support/rig.ts'
import { type UpstreamOptions, upstream } from './support/upstream.ts'

const redis = await anyRedis()
const url = redis?.url ?? ''
const script = new URL('./support/asks.ts', import.meta.url)
const LIMIT = { timeout: 120_000 }

/** Processes that are connected and wait to be told. */
async function processes(count: number, task: Task): Promise<readonly Child[]> {
  const all = Array.from({ length: count }, () => child(script, JSON.stringify(task)))
  await Promise.all(all.map((one) => one.line()))
  return all
}

async function asked(one: Child): Promise<Done> {
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
    for (const count of LONG ? [2, 5] : [kind === 'ask' ? 2 : 3])
      test(`${count} at the same moment, ${kind}: one call`, LIMIT, async () => {
        const { server } = await slow(500)
        const all = await processes(count, taskOf(server.baseURL, { kind }))
        const told = await Promise.all(all.map(asked))
        expect(told.map(({ text }) => text)).toEqual(Array(count).fill('Of the same'))
        expect(server.requests.length).toBe(1)
      })

  test(
    'who holds the right and is killed: when its time is over, one of the others asks for all',
    LIMIT,
    async () => {
      const { server } = await slow(700)
      const leaseMs = 2_000
      const waiters = LONG ? 5 : 2
      const [first, ...others] = await processes(1 + waiters, taskOf(server.baseURL, { leaseMs }))
      const started = performance.now()
      first?.tell('go')
      await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1)
      const told = Promise.all(others.map(asked))
      await pause(100)
      first?.process.kill('SIGKILL')
      expect((await told).map(({ text }) => text)).toEqual(Array(waiters).fill('Of the same'))
      expect(performance.now() - started).toBeGreaterThan(leaseMs)
      expect(server.requests.length).toBe(2)
    },
  )

  test('an answer that is not kept: the others ask at once, side by side', LIMIT, async () => {
    const { server, counted } = await slow(1_500, { finishReason: 'length' })
    const waiters = LONG ? 4 : 2
    const [first, ...others] = await processes(1 + waiters, taskOf(server.baseURL))
    const one = asked(first as Child)
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1)
    const told = await Promise.all([one, ...others.map(asked)])
    expect(told.map(({ text }) => text)).toEqual(Array(1 + waiters).fill('Of the same'))
    expect(server.requests.length).toBe(1 + waiters)
    expect(counted.most).toBe(waiters)
  })

  test('who holds the right and leaves: one of the others asks in its place', LIMIT, async () => {
    let requests = 0
    const server = await upstream({
      // The first one is answered never, but left.
      async before(over) {
        if (!requests++) await new Promise((resolve) => over.addEventListener('abort', resolve))
      },
    })
    const task = taskOf(server.baseURL)
    const [[first], others] = await Promise.all([
      processes(1, { ...task, leavesWhenTold: true }),
      processes(3, task),
    ])
    const left = asked(first as Child)
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1)
    const asking = others.map(asked)
    first?.tell('leave')
    const told = await Promise.all(asking)
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
      const started = performance.now()
      const [first] = await processes(1, task)
      const startMs = performance.now() - started
      const leaving = await processes(3, { ...task, abortAfterMs: 300 })
      const holder = asked(first as Child)
      await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1)
      const left = await Promise.all(leaving.map(asked))
      for (const one of leaving) expect(await one.ended(1_000 + 2 * startMs)).toEqual({ code: 0, stderr: '' })
      expect(left.map(({ error }) => error)).toEqual(Array(3).fill('aborted'))
      expect(Math.min(...left.map(({ ms }) => ms))).toBeLessThan(50)
      expect((await holder).text).toBe('Of the same')
      expect(server.requests.length).toBe(1)
    },
  )

  test('who gets the right just after another has filled the key takes what is there', async () => {
    const prefix = freshPrefix()
    const other = await rig({ url, prefix })
    const store = redisStore({ url, prefix })
    onTestFinished(() => store.close())
    const late: CacheStore = {
      ...store,
      within: (namespace) => ({
        ...store.within(namespace),
        // It has looked, and found nothing; now the other one is done.
        async lease(key, ttlMs) {
          await other.put('ask', 'the same')
          await other.layer.settled()
          return store.within(namespace).lease(key, ttlMs)
        },
      }),
    }
    const { baseURL } = other.server
    const provider = wrap(openaiCompatible({ baseURL, model: 'small' }), cache(late, { patienceMs: 5_000 }))
    const { text, cached } = await ask(provider, 'the same')
    expect([text, cached?.store]).toEqual(['Of the same', 'redis'])
    expect(other.server.requests.length).toBe(1)
    expect(await store.within('default').statistics()).toEqual({ entries: 1 })
  })

  test('a right that is never given back delays by its time, not for ever', LIMIT, async () => {
    const { server } = await slow(0)
    const leaseMs = 1_000
    const task = taskOf(server.baseURL, { leaseMs })
    const [seen] = await processes(1, task)
    await asked(seen as Child)
    // It writes what came before it ends.
    await seen?.ended(10_000)
    await using store = redisStore({ url, prefix: task.prefix })
    const shelf = store.within('default')
    const keys: string[] = []
    for await (const [key] of shelf.entries()) keys.push(key)
    expect(keys).toHaveLength(1)
    await shelf.clear()
    expect(await shelf.lease(`lease:${keys[0]}`, 60_000)).toBeDefined()
    const [late] = await processes(1, task)
    const started = performance.now()
    expect((await asked(late as Child)).text).toBe('Of the same')
    expect(performance.now() - started).toBeGreaterThan(leaseMs - 50)
    expect(server.requests.length).toBe(2)
  })
})
