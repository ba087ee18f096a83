import { parseArgs } from 'node:util'

// bench.ts: the verbs on bare fetch. bench.ts providers [WORD]: the providers on the vendors' SDKs (with WORD in their name).
// bench.ts limits: all the layers together on the verbs. bench.ts cache: hits, beside a look-up in a Map.
// bench.ts usage: rows and prices, beside the same calls without.
// bench.ts usage-sqlite [ROWS]: sums of a year of rows in a SQLite file.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    /** Measure the sources, without a build. */
    source: { type: 'boolean', default: false },
  },
})
const [what = 'verbs', only] = positionals
const rounds = Number(values.rounds)
const { source } = values
const benches: Readonly<Record<string, () => Promise<string>>> = {
  verbs: async () => (await import('./verbs-bench.ts')).verbsBench(rounds, source),
  providers: async () => (await import('./providers-bench.ts')).providersBench(rounds, source, only),
  limits: async () => (await import('./limits-bench.ts')).limitsBench(rounds, source),
  cache: async () => (await import('./cache-bench.ts')).cacheBench(rounds, source),
  usage: async () => (await import('./usage-bench.ts')).usageBench(rounds, source),
  'usage-sqlite': async () =>
    (await import('./usage-sqlite-bench.ts')).usageSqliteBench(rounds, Number(only ?? 1_000_000)),
}
const bench = benches[what]
if (!bench) throw new Error(`There is no benchmark "${what}": ${Object.keys(benches).join(', ')}.`)
const table = await bench()
process.stderr.write('\n')
process.stdout.write(table)
