import { FAULTS, type FaultId, faultServer, variantsOf } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import { describe, expect, test } from 'vitest'
import { runChild } from '../support/run-child.ts'

const SLOW_READER = new URL('../support/slow-reader.ts', import.meta.url)
const MEET_FAULTS = new URL('../support/meet-faults.ts', import.meta.url)

describe('in a process of its own', () => {
  test('F38 slow consumer against a 1 GB stream: memory < 64 MB over start, the server feels it', {
    timeout: 120_000,
  }, async ({ skip }) => {
    skip(!LONG, 'a gigabyte is for npm run test:long; what a reader who leaves takes is below')
    await using server = await faultServer()
    const sent: number[] = []
    let most = 0
    const watch = setInterval(() => {
      const { sentBytes = 0 } = server.requests[0] ?? {}
      sent.push(sentBytes)
      most = Math.max(most, sentBytes)
    }, 50)
    const run = await runChild(SLOW_READER, [server.at('F38'), '0'], 110_000)
    clearInterval(watch)
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
    const end = run.told.at(-1) ?? {}
    expect(end.pieces).toBeGreaterThan(16_000)
    expect(most).toBeGreaterThan(1_000_000_000)
    expect(end.grownMB).toBeLessThan(64)
    // While the reader paused for half a second, the server stood still for most of it.
    const standing = sent.filter(
      (bytes, index) => index > 0 && bytes === sent[index - 1] && bytes > 0 && bytes < 5e8,
    )
    expect(standing.length).toBeGreaterThanOrEqual(4)
    await server.quiet()
  })

  test('F38 leaving a 1 GB stream: what is not read is not sent', async () => {
    await using server = await faultServer()
    const run = await runChild(SLOW_READER, [server.at('F38'), '300'], 110_000)
    expect(run).toMatchObject({ stderr: '', exitCode: 0, told: [{}, {}, { pieces: 300 }] })
    expect(run.told.at(-1)?.grownMB).toBeLessThan(64)
    expect(await server.requests[0]?.ended).toMatchObject({ complete: false })
    expect(server.requests[0]?.sentBytes).toBeLessThan(100_000_000)
  })

  // F38 sends for long, F67 has a test of its own.
  const ids = (Object.keys(FAULTS) as FaultId[]).filter((id) => id !== 'F38')

  test('after every fault the process ends by itself, without an unhandled rejection', {
    timeout: 120_000,
  }, async () => {
    await using server = await faultServer()
    const urls = ids.flatMap((id) => variantsOf(id).map((variant) => server.at(id, variant || undefined)))
    const from = performance.now()
    const run = await runChild(MEET_FAULTS, [server.baseURL, ...urls], 110_000)
    const wholeMs = performance.now() - from
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
    expect(run.told).toMatchObject([{ met: urls.length + 1 }])
    expect(run.told[0]?.failed).toBeGreaterThan(100)
    expect(run.lingeredMs).toBeLessThan(500 + wholeMs / 10)
    await server.quiet()
    expect(server.elsewhere.requests).toEqual([])
  })
})
