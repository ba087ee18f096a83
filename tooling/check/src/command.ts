import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** The folder of the repository. */
export const root = join(import.meta.dirname, '../../..')

export interface Ended {
  /** Null where it was killed. */
  readonly code: number | null
  /** What it wrote to stdout and stderr, in the order that it came, without colors. */
  readonly output: string
  readonly stdout: string
}

export interface CommandOptions {
  /** Default: the repository. */
  readonly cwd?: string
  /** Added to the environment. Undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /**
   * Milliseconds without a word after which it is killed, with all that it started: a guard against hangs, however slow the machine.
   * Default: 15 minutes.
   */
  readonly maxSilenceMs?: number
}

/** What runs now; ended with us, since each leads a group of its own that the terminal's Ctrl-C does not reach. */
const running = new Set<number>()
const end = (pid: number) => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {} // it ended by itself
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const pid of running) end(pid)
    process.exit(1)
  })
}

/** Runs a program without standard input. Never throws for how it ends. */
export function command(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  const { cwd = root, env = {}, maxSilenceMs = 900_000 } = options
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...quietEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that its children can be ended with it.
      detached: true,
    })
    const { pid } = child
    if (pid !== undefined) running.add(pid)
    let output = ''
    let stdout = ''
    const done = (code: number | null) => {
      clearTimeout(timer)
      if (pid !== undefined) running.delete(pid)
      resolve({ code, output: stripVTControlCharacters(output), stdout })
    }
    const timer = setTimeout(() => {
      output += `\nkilled after ${maxSilenceMs / 1000} s without a word\n`
      if (pid !== undefined) end(pid)
    }, maxSilenceMs)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      timer.refresh()
      stdout += text
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      timer.refresh()
      output += text
    })
    child.on('error', (error) => {
      output += `${error.message}\n`
      done(null)
    })
    child.on('close', done)
  })
}

/** The repository's own programs first, no colors, nobody told. */
function quietEnvironment(): Record<string, string | undefined> {
  const { FORCE_COLOR, ...rest } = process.env
  return {
    ...rest,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    NO_COLOR: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    // Node programs compile the same modules again and again; what one has compiled the next one reads.
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/aiu/compile'),
  }
}

/** npm hands its own settings down as `npm_*`; an npm that must have others starts without them. */
export const withoutNpm = (): Record<string, undefined> =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^npm_/i.test(name))
      .map((name) => [name, undefined]),
  )
