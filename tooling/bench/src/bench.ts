import { parseArgs } from 'node:util'

// bench.ts [providers [WORD]]: the verbs on bare fetch, or the providers on the vendors' SDKs (with WORD in their name).
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
if (!/^(verbs|providers)$/.test(what)) throw new Error(`There is no benchmark "${what}": verbs, providers.`)
const table =
  what === 'providers'
    ? await (await import('./providers-bench.ts')).providersBench(rounds, values.source, only)
    : await (await import('./verbs-bench.ts')).verbsBench(rounds, values.source)
process.stderr.write('\n')
process.stdout.write(table)
