import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prices } from '@aiu/prices'
import { createUsageTracker } from '@aiu/usage'
import { sqliteUsage } from '@aiu/usage-sqlite'
import { differences } from './compare.ts'
import { trackEarlierDays } from './earlier-days.ts'
import { mixedLoad } from './mixed-load.ts'
import { report } from './report.ts'
import { CHARGES, vendorServer } from './vendor-server.ts'

// node --conditions=@aiu/source examples/usage/src/main.ts
const print = (...lines: readonly string[]): boolean => process.stdout.write(`${lines.join('\n')}\n`)

// No table knows this vendor, and on this machine a name would prove nothing: its prices are told. That of acme-preview is not known.
const { 'acme-preview': _, ...known } = CHARGES
const own = Object.entries(known).map(([model, perMillion]) => ({ provider: 'acme', model, perMillion }))

const folder = await mkdtemp(join(tmpdir(), 'usage-'))
const client = 'this run'
const tracker = createUsageTracker({
  store: sqliteUsage({ path: join(folder, 'usage.sqlite') }),
  price: prices({ own }),
  client,
})
const server = await vendorServer()
try {
  trackEarlierDays(tracker)
  await mixedLoad(tracker, server.baseURL)
  await server.quiet()
  print(...(await report(tracker)))

  const wrong = await differences(tracker, client, server.counted)
  const requests = server.requests.length
  print(
    '',
    ...wrong,
    wrong[0] ? 'The sums are wrong.' : `The server counted the same, model by model: ${requests} requests.`,
  )
  if (wrong[0]) process.exitCode = 1
} finally {
  await server.close()
  await tracker.close()
  await rm(folder, { recursive: true, force: true })
}
