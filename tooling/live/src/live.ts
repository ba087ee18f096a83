import { type FileCounts, runFile } from './run-file.ts'
import { isAbsent, type LiveServer } from './servers/live-server.ts'
import { TARGETS, type Target } from './targets.ts'

interface Ran {
  readonly title: string
  /** In a line: which server, and what came of it; or why there was none. */
  readonly told: string
  readonly counts?: FileCounts | undefined
  /** It could not even be tried, though all that it needs seemed to be there. */
  readonly broken?: boolean | undefined
}

/** Runs the suite against every server that can be had, and tells which these were. True: nothing failed, and something ran. */
export async function live(only: readonly string[], print: (line: string) => unknown): Promise<boolean> {
  const chosen = TARGETS.filter(
    ({ file }) => only.length === 0 || only.some((word) => file.startsWith(word.toLowerCase())),
  )
  const all: Ran[] = []
  for (const target of chosen) all.push(await runTarget(target, print))
  print('\nlive suite')
  for (const { title, told } of all) print(`  ${title.padEnd(14)} ${told}`)
  const ran = all.filter(({ counts }) => counts !== undefined)
  if (ran.length === 0) print('no server could be had: nothing was shown')
  const sum = (of: keyof FileCounts): number =>
    ran.reduce((total, { counts }) => total + (counts?.[of] ?? 0), 0)
  print(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
  return ran.length > 0 && sum('failed') === 0 && all.every(({ broken }) => !broken)
}

async function runTarget(target: Target, print: (line: string) => unknown): Promise<Ran> {
  const { title, file, open, provide } = target
  let server: LiveServer | undefined
  try {
    const found = await open()
    if (isAbsent(found)) return { title, told: `not run: ${found.absent}` }
    server = found
    const { version, model, how } = server
    print(`\n${title} ${version}, model ${model} (${how})`)
    const counts = await runFile(file, provide(server))
    const { passed, failed, skipped } = counts
    const told = `${version}, ${model} (${how}): ${passed} passed, ${failed} failed, ${skipped} skipped`
    return { title, told, counts }
  } catch (error) {
    return { title, told: `failed: ${error instanceof Error ? error.message : error}`, broken: true }
  } finally {
    await server?.close()
  }
}
