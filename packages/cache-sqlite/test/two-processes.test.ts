import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { folder } from '@aiu-tooling/support/folder'
import { describe, expect, onTestFinished, test } from 'vitest'
import { child } from './support/child.ts'

/** Answers a number, the next one for each request, after a while. */
async function counting(ms: number): Promise<{ readonly url: string; readonly asked: () => number }> {
  let asked = 0
  const server = createServer((_, response) => {
    const own = ++asked
    setTimeout(() => response.end(`${own}`), ms)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked }
}

describe('F47 two processes, one file', () => {
  test('at once: at most two calls, and one where the first takes its time', {
    timeout: 120_000,
  }, async () => {
    const { url, asked } = await counting(400)
    const path = join(folder(), 'cache.sqlite')
    const children = [1, 2].map(() => child('ask.ts', [path, url, '10']))
    for (const one of children) expect(await one.said()).toBe('ready')
    for (const one of children) one.tell('go')
    for (const one of children) expect(JSON.parse(await one.said())).toHaveLength(10)
    expect(asked()).toBeLessThanOrEqual(2)
  })

  test('one after another: one call', { timeout: 120_000 }, async () => {
    const { url, asked } = await counting(0)
    const path = join(folder(), 'cache.sqlite')
    for (const _ of [1, 2]) {
      const one = child('ask.ts', [path, url, '2'])
      await one.said()
      one.tell('go')
      expect(JSON.parse(await one.said())).toEqual(['1', '1'])
      expect(await one.ended).toBe(0)
    }
    expect(asked()).toBe(1)
  })
})
