import { parseArgs } from 'node:util'
import { buildMissing } from './build/build-missing.ts'
import { live } from './live.ts'

const usage = `npm run test:live                 every provider against the real servers that can be had here
npm run test:live -- --build      and first build, into the cache, what is missing
npm run test:live -- --only groq  the servers whose name begins with a word (again for more of them)`

const { values } = parseArgs({
  options: {
    build: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const print = (line: string): boolean => process.stdout.write(`${line}\n`)

if (values.help) print(usage)
else {
  if (values.build) await buildMissing(print)
  process.exitCode = (await live(values.only, print)) ? 0 : 1
}
