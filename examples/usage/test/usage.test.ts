import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createUsageTracker } from '@aiu/usage'
import { expect, test } from 'vitest'
import { bars } from '../src/bars.ts'
import { differences } from '../src/compare.ts'
import { dollars } from '../src/money.ts'

const DAY_MS = 86_400_000
const main = join(import.meta.dirname, '../src/main.ts')

const WHOLE = `
day         model         calls  requests  failed  hits  shared   input  output          cost       saved
2 days ago  acme-large        9         9       0     0       0   2,790   1,305    $0.0200250
2 days ago  acme-small       30        30       0     0       0   7,500   3,600    $0.0032850
yesterday   acme-embed       20        20       0     0       0  18,000       0    $0.0003600
yesterday   acme-large        4         4       0     0       0   1,160     640    $0.0093000
yesterday   acme-small       48        48       0     0       0  11,520   6,240    $0.0054720
today       acme-embed        3         2       0     1       0     135       0    $0.0000027
today       acme-large        7         6       1     2       1      46     508    $0.0051950  $0.0050825
today       acme-preview      1         1       0     0       0       7     168             ?
today       acme-small        5         4       2     1       0      24     381   ~$0.0002322  $0.0001017
today       smollm2           2         2       0     0       0      12     336          free
total                       129       126       3     4       1  41,194  13,178  ≥~$0.0438719  $0.0051842
~ estimated: 1 whose usage the server did not tell
? unknown: 1 of a model without a price, which no sum has (≥)

cost by day  (█ paid, ░ saved)
2 days ago  ████████████████████████████████████████  $0.0233100
yesterday   ██████████████████████████                $0.0151320
today       █████████▍░░░░░░░░░                       ≥~$0.0054299, saved $0.0051842

cost by model
acme-embed    ▍                                         $0.0003627
acme-large    ██████████████████████████████████▉░░░░░  $0.0345200, saved $0.0050825
acme-preview                                            ?
acme-small    █████████▏                                ~$0.0089892, saved $0.0001017
smollm2                                                 free

The server counted the same, model by model: 15 requests.
`

test('the table, the bars, and the sums as the server counted', { timeout: 120_000 }, async () => {
  // A run that midnight falls into has four days.
  const left = DAY_MS - (Date.now() % DAY_MS)
  if (left < 10_000) await setTimeout(left)
  const temporary = await mkdtemp(join(tmpdir(), 'usage-test-'))
  try {
    const { FORCE_COLOR: _, ...env } = process.env
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@aiu/source', main],
      { env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary } },
    )
    // On Node 22 its SQLite says that it is experimental.
    expect(stderr.replace(/^.*ExperimentalWarning: SQLite.*\n.*--trace-warnings.*\n/, '')).toBe('')
    const day = (daysAgo: number): string =>
      new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10)
    const told = stdout
      .replaceAll(day(2), '2 days ago')
      .replaceAll(day(1), 'yesterday ')
      .replaceAll(day(0), 'today     ')
    expect(`\n${told}`).toBe(WHOLE)
    expect(await readdir(temporary)).toEqual([])
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
})

test('what does not agree is told', async () => {
  const tracker = createUsageTracker({ client: 'mine' })
  const row = { provider: 'acme', model: 'm', operation: 'chat', outcome: 'done' } as const
  const counted = new Map([['m', { requests: 2, answered: 1, inputTokens: 7, outputTokens: 3 }]])
  tracker.track({ ...row, usage: { inputTokens: 7, outputTokens: 3, source: 'provider' } })
  tracker.track({ ...row, client: 'another', usage: { inputTokens: 9, source: 'provider' } })
  expect(await differences(tracker, 'mine', counted)).toEqual([
    'm, requests: 1 in the sums, 2 counted by the server',
  ])
  tracker.track({ ...row, outcome: 'failed' })
  expect(await differences(tracker, 'mine', counted)).toEqual([])
  tracker.track({ ...row, model: 'unheard', outcome: 'failed' })
  expect(await differences(tracker, 'mine', counted)).toEqual([
    'unheard, requests: 1 in the sums, 0 counted by the server',
  ])
})

test('what is small is still seen', () => {
  const show = dollars([12, 0.000024, 0])
  expect([show(12), show(0.000024)]).toEqual(['$12.000000', '$0.000024'])
  const [most = '', least = ''] = bars(
    [
      { name: 'most', paid: 6, saved: 2, label: '$8' },
      { name: 'least', paid: 0.000001, saved: 0, label: '' },
    ],
    8,
  )
  expect(most).toBe('most   ██████░░  $8')
  expect(least.trim()).toBe('least  ▏')
})
