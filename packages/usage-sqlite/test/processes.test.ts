import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sqliteUsage } from '@aiu/usage-sqlite'
import { folder } from '@aiu-tooling/support/folder'
import { bothWays } from '@aiu-tooling/support/usage-rows'
import { expect, onTestFinished, test } from 'vitest'
import { child } from './support/child.ts'

const LIMIT = { timeout: 120_000 }

test('two processes with 5,000 rows each: exact sums, and no row twice', LIMIT, async () => {
  const path = join(folder(), 'usage.sqlite')
  // The second appends 1,000 rows of the first, too, as one that is not told whether they arrived.
  const children = [
    child('append.ts', [path, '5000', '50', 'first']),
    child('append.ts', [path, '5000', '50', 'second']),
    child('append.ts', [path, '1000', '50', 'first']),
  ]
  for (const one of children) expect(await one.said()).toBe('ready')
  for (const one of children) one.tell('go')
  for (const one of children) {
    let line = ''
    do line = await one.said()
    while (/^\d+$/.test(line))
    expect(line).toBe('done')
  }
  const store = sqliteUsage({ path })
  onTestFinished(() => store.close())
  const [sum] = await store.sum({})
  expect(sum).toMatchObject({ calls: 10_000, requests: 10_000, cost: { USD: 1000 }, durationMs: 10_000 })
  const tokens = Array.from({ length: 5000 }, (_, n) => n % 100).reduce((all, one) => all + one)
  expect(sum?.used).toEqual({ inputTokens: 2 * tokens })
  const [sums, rows] = await bothWays(store)
  expect(sums).toEqual(rows)
})

test('killed while it appends: whole batches alone, none that was told complete is lost', LIMIT, async () => {
  const path = join(folder(), 'usage.sqlite')
  const size = 20
  const acknowledged: number[] = []
  for (let round = 0; round < 5; round++) {
    const one = child('append.ts', [path, '1000000', `${size}`, `round ${round}`])
    await one.said()
    one.tell('go')
    let told = 0
    // Another moment of its work each time.
    while (told < 5 + 17 * round) told = Number(await one.said())
    one.kill()
    await one.ended
    for (const line of one.rest()) told = Math.max(told, Number(line))
    acknowledged.push(told)

    const file = new DatabaseSync(path)
    expect(file.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    file.close()
    const store = sqliteUsage({ path })
    const counted = Array.from({ length: round + 1 }, () => 0)
    for await (const { id } of store.rows({})) {
      const own = Number(id.split(' ')[1])
      counted[own] = (counted[own] ?? 0) + 1
    }
    for (const [index, count] of counted.entries()) {
      expect(count % size).toBe(0)
      expect(count / size).toBeGreaterThanOrEqual(acknowledged[index] as number)
      // The one that was under way may be there, though it was not told.
      expect(count / size).toBeLessThanOrEqual((acknowledged[index] as number) + 1)
    }
    const [sums, rows] = await bothWays(store)
    expect(sums).toEqual(rows)
    await store.close()
  }
})
