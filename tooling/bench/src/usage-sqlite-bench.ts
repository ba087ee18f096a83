import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UsageQuery, UsageRow } from '@aiu/core'
import { sqliteUsage } from '@aiu/usage-sqlite'
import { median } from './rounds.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1)
/** As a tracker appends under load. */
const BATCH = 500
const CEILING_MS = 100

/** One of a year: three providers, ten models, twenty teams. */
const rowOf = (n: number, count: number): UsageRow => ({
  id: crypto.randomUUID(),
  callId: crypto.randomUUID(),
  at: START + Math.floor((n * 365 * DAY_MS) / count),
  client: 'app',
  provider: ['openai', 'groq', 'ollama'][n % 3] ?? '',
  baseURL: 'https://api.example.test/v1',
  model: `model-${n % 10}`,
  operation: 'chat',
  outcome: n % 50 ? 'done' : 'failed',
  attempt: 1,
  usage: { inputTokens: n % 4000, outputTokens: n % 700, source: 'provider' },
  cost: {
    amount: (n % 1000) * 1e-6,
    currency: 'USD',
    source: 'table',
    priceDate: '2026-11-01',
    lines: [{ what: 'input', units: n % 4000, amount: 1e-6 }],
  },
  durationMs: 1234.5,
  firstTokenMs: 200,
  tags: { team: `team-${n % 20}` },
})

const NOON = START + 182.5 * DAY_MS
const QUERIES: readonly (readonly [name: string, query: UsageQuery, ceiling?: number])[] = [
  ['totals by day and model', { by: ['day', 'model'] }, CEILING_MS],
  ['totals by model', { by: ['model'] }, CEILING_MS],
  ['one total', {}, CEILING_MS],
  ['by model, 7 days from noon to noon', { by: ['model'], since: NOON, until: NOON + 7 * DAY_MS }],
  ['by tag, one day', { by: ['tag:team'], since: NOON, until: NOON + DAY_MS }],
  ['by tag, 30 days', { by: ['tag:team'], since: NOON, until: NOON + 30 * DAY_MS }],
]

/** What appending and summing a year of rows take in a SQLite file. */
export async function usageSqliteBench(rounds: number, count: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'aiu-bench-'))
  const path = join(folder, 'usage.sqlite')
  const store = sqliteUsage({ path })
  try {
    const batches: number[] = []
    for (let start = 0; start < count; start += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, count - start) }, (_, at) => rowOf(start + at, count))
      const began = performance.now()
      await store.append(rows)
      batches.push(performance.now() - began)
      if (start % 100_000 === 0) process.stderr.write('.')
    }
    await store.close()
    const megabytes = statSync(path).size / 1e6
    const lines: string[] = []
    for (const [name, query, ceiling] of QUERIES) {
      const times: number[] = []
      const work: number[] = []
      // The first opens the file, as a command does.
      for (let round = 0; round <= rounds; round++) {
        const began = performance.now()
        const used = process.cpuUsage()
        await store.sum(query)
        times.push(performance.now() - began)
        const { user, system } = process.cpuUsage(used)
        work.push((user + system) / 1000)
      }
      const [first = 0, ...others] = times
      const middle = median(others)
      const bound = ceiling === undefined ? '' : ` of ${ceiling}${middle > ceiling ? ' **over**' : ''}`
      lines.push(
        `| ${name} | ${first.toFixed(1)} ms | ${middle.toFixed(1)} ms${bound} | ${median(work.slice(1)).toFixed(1)} ms |`,
      )
    }
    return `| ${count.toLocaleString('en-US')} rows, node ${process.versions.node} | at first | then | of it CPU |
| --- | ---: | ---: | ---: |
| append ${BATCH} rows, each ${Math.round((megabytes * 1e6) / count)} bytes of the file | | ${median(batches).toFixed(1)} ms | |
${lines.join('\n')}
`
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
