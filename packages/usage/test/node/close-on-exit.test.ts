import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createUsageTracker } from '../../src/index.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** What a process wrote, and how it ended. */
async function child(how: string, signal?: NodeJS.Signals) {
  const folder = mkdtempSync(join(tmpdir(), 'aiu-usage-'))
  folders.push(folder)
  const file = join(folder, 'rows')
  const args = ['--conditions=@aiu/source', join(import.meta.dirname, 'child.ts'), file, how]
  const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (signal) process_.stdout.once('data', () => process_.kill(signal))
  const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    process_.once('exit', (...end) => resolve(end)),
  )
  return { code, by, wrote: (existsSync(file) ? readFileSync(file, 'utf8') : '').trim().split('\n') }
}

test('a process that ends by itself has written everything, and closed the store', {
  timeout: 120_000,
}, async () => {
  expect(await child('end')).toEqual({ code: 0, by: null, wrote: ['a', 'b', 'c', 'closed'] })
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'so has one that is ended by %s, which still ends it',
  { timeout: 120_000 },
  async (signal) => {
    expect(await child('wait', signal)).toEqual({ code: null, by: signal, wrote: ['a', 'b', 'c', 'closed'] })
  },
)

test('a store that hangs does not keep a process that is told to end', { timeout: 120_000 }, async () => {
  expect(await child('hang', 'SIGTERM')).toEqual({ code: null, by: 'SIGTERM', wrote: [''] })
})

test('an app that has a say of its own ends as it says', { timeout: 120_000 }, async () => {
  expect(await child('own', 'SIGTERM')).toEqual({ code: 9, by: null, wrote: ['a', 'b', 'c', 'closed'] })
})

test('after process.exit() a store that works in this thread takes its rows', {
  timeout: 120_000,
}, async () => {
  const { code, wrote } = await child('exit')
  expect(code).toBe(7)
  expect(new Set(wrote).size).toBe(1_200)
})

test('the hooks can be taken off', async () => {
  // Other files that this process has run may have left hooks of theirs: this module is a new one.
  vi.resetModules()
  const { closeOnExit } = await import('../../src/node/index.ts')
  const before = process.listenerCount('SIGTERM')
  const offs = [closeOnExit(createUsageTracker()), closeOnExit(createUsageTracker())]
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  for (const off of offs) off()
  expect(process.listenerCount('SIGTERM')).toBe(before)
})
