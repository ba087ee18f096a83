// Shows one fault on the wire: `pnpm --filter @aiu/testing fault F36 raw-json`
import { FAULTS, type FaultId, showFault, variantsOf } from '../src/node/index.ts'

const [id = '', variant] = process.argv.slice(2)
const write = (line: string): void => void process.stdout.write(`${line}\n`)

if (id in FAULTS) await showFault(id as FaultId, variant, write)
else {
  for (const [number, { title }] of Object.entries(FAULTS)) {
    write(`${number} ${title} ${variantsOf(number as FaultId).join(' ')}`.trim())
  }
  process.exitCode = id ? 1 : 0
}
