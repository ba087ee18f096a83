import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { askAtOnce, type Told } from './ask-at-once.ts'
import { slowServer } from './slow-server.ts'

// node --conditions=@aiu/source examples/cached/src/main.ts
const HEADS = ['', 'asked', 'upstream calls', 'hits', 'shared', 'time', 'tokens saved', 'money saved']

const row = (name: string, calls: number, { asked, ms, statistics }: Told): string[] => {
  const { hits, shared, savedTokens, saved } = statistics
  const counts = [asked, calls, hits, shared].map(String)
  return [name, ...counts, `${Math.round(ms)} ms`, `${savedTokens}`, `$${(saved.USD ?? 0).toFixed(4)}`]
}

const print = (cells: readonly string[]): boolean =>
  process.stdout.write(
    `${cells.map((cell, at) => (at ? cell.padStart(HEADS[at]?.length ?? 0) : cell.padEnd(24))).join('  ')}\n`,
  )

const folder = await mkdtemp(join(tmpdir(), 'cached-'))
try {
  await using server = await slowServer()
  const path = join(folder, 'answers.sqlite')
  print(HEADS)
  const first = await askAtOnce(10, server.baseURL, path)
  const before = server.requests.length
  print(row('ten at once', before, first))
  const second = join(import.meta.dirname, 'second-process.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    second,
    server.baseURL,
    path,
  ])
  print(row('again, another process', server.requests.length - before, JSON.parse(stdout)))
} finally {
  await rm(folder, { recursive: true, force: true })
}
