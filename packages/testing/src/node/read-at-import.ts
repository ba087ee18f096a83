import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Watches what a module does while it is imported: settings that it reads, connections that it makes. */
const WATCH = `
const told = new Set()
const watch = (target) => new Proxy(target, {
  get(all, name) { if (typeof name === 'string') told.add(name); return all[name] },
  has(all, name) { told.add(name); return name in all },
  ownKeys(all) { told.add('all of them'); return Reflect.ownKeys(all) },
})
const real = process.env
process.env = watch(real)
globalThis.fetch = () => { told.add('fetch'); return new Promise(() => {}) }
await import(process.argv[1])
process.env = real
process.stdout.write(JSON.stringify([...told]))
`

/** Names that have nothing to do with what a provider is set to; Node's own loader reads some. */
const HARMLESS = /^(NODE_|WATCH_|DEBUG|NO_COLOR|FORCE_COLOR|COLORTERM|TERM|CI$|TZ$|LANG|LC_|npm_)/

/**
 * The environment's names that a module reads when it is imported, in a process of its own, which must end by itself. Rejects when
 * it cannot be imported, or does not end.
 */
export async function readAtImport(entry: string | URL, withinMs = 10_000): Promise<string[]> {
  // The conditions that this process resolves packages by; a flag and its value may be two arguments.
  const conditions = process.execArgv.filter((flag, at, all) =>
    [flag, all[at - 1]].some((one) => /^(--conditions|-C)/.test(one ?? '')),
  )
  const { stdout } = await run(
    process.execPath,
    [...conditions, '--input-type=module', '--eval', WATCH, String(entry)],
    { timeout: withinMs, killSignal: 'SIGKILL' },
  )
  return (JSON.parse(stdout) as string[]).filter((name) => !HARMLESS.test(name))
}
