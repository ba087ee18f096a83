import { setTimeout as pause } from 'node:timers/promises'
import { anyRedis, canStart, freshPrefix, named, ownRedis } from '@aiu-tooling/support/redis'
import { slowProxy } from '@aiu-tooling/support/slow-proxy'
import { describe, expect, test } from 'vitest'
import { rig } from './support/rig.ts'

const redis = await anyRedis()
const url = redis?.url ?? ''
const own = await canStart()

describe.skipIf(!redis)(named('a busy program', redis), () => {
  test('1,000 different hits at once are hits, though they take longer than the patience', {
    timeout: 120_000,
  }, async () => {
    const { put, layer, reports } = await rig({ url, prefix: freshPrefix() })
    // Long enough that nobody reads a thousand of them within the patience.
    const filler = 'x'.repeat(20_000)
    const many = 1_000
    for (let at = 0; at < many; at += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => put('ask', `${at + index} ${filler}`)))
    await layer.settled()
    let hits = 0
    let downs = 0
    // On a machine with no time left, Redis itself is late once in a while.
    for (let round = 0; round < 20 && !(hits === many && downs === 0); round++) {
      const from = reports.length
      const told = await Promise.all(
        Array.from({ length: many }, (_, index) => put('ask', `${index} ${filler}`)),
      )
      await layer.settled()
      hits = told.filter(({ hit }) => hit).length
      downs = reports.slice(from).filter(({ state }) => state === 'down').length
    }
    expect({ hits, downs }).toEqual({ hits: many, downs: 0 })
  })
})

describe.skipIf(!own)(named('a program that slept', own), () => {
  test('F44 an answer that came while it slept is a hit', async () => {
    const proxy = await slowProxy((await ownRedis()).port)
    const { put, layer, reports } = await rig({ url: `redis://127.0.0.1:${proxy.port}` })
    await put('ask', 'kept')
    await layer.settled()
    proxy.delayMs = 20
    const answer = put('ask', 'kept')
    // It is asked, and not yet answered.
    await pause(5)
    const end = performance.now() + 400
    while (performance.now() < end);
    expect(await answer).toMatchObject({ hit: true })
    expect(reports).toEqual([])
  })
})
