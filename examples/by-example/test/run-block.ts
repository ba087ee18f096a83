// Runs one example as it stands, packages that come later replaced by stand-ins, and tells what it exported.
import { registerHooks } from 'node:module'

const STAND_INS: Readonly<Record<string, string>> = { '@aiu/groq': './stand-ins/groq.ts' }
registerHooks({
  resolve(specifier, context, next) {
    const standIn = STAND_INS[specifier]
    return next(standIn ? new URL(standIn, import.meta.url).href : specifier, context)
  },
})
const [name, call] = process.argv.slice(2)
const block = await import(`../src/${name}.ts`)
const returned = call && (await block[call]())
const given = await import('../src/given.ts')
process.stdout.write(`\n${JSON.stringify({ ...given, ...block, returned })}`)
