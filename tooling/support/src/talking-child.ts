import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Another process. It says a line when something has been done, and goes on when it is written to. */
export interface TalkingChild {
  /** Its next line. */
  said(): Promise<string>
  tell(line: string): void
  /** Ends it at once, as a crash does. */
  kill(): void
  /** The lines that it said and nobody has taken. */
  rest(): readonly string[]
  /** Its exit code. */
  readonly ended: Promise<number | null>
}

/** Runs a script; `shell` is what the shell does first. */
export function talkingChild(script: URL, args: readonly string[], shell = ''): TalkingChild {
  const file = fileURLToPath(script)
  const command = [process.execPath, '--conditions=@aiu/source', file, ...args]
  const started: ChildProcess = shell
    ? spawn('sh', ['-c', `${shell}; exec "$0" "$@"`, ...command], { stdio: ['pipe', 'pipe', 'inherit'] })
    : spawn(command[0] as string, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  let rest = ''
  started.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const all = (rest + text).split('\n')
    rest = all.pop() ?? ''
    for (const line of all) {
      const take = waiting.shift()
      if (take) take(line)
      else lines.push(line)
    }
  })
  const ended = new Promise<number | null>((resolve) => started.on('close', resolve))
  onTestFinished(async () => {
    started.kill('SIGKILL')
    await ended
  })
  return {
    said: () =>
      new Promise((resolve, reject) => {
        const line = lines.shift()
        if (line !== undefined) return resolve(line)
        waiting.push(resolve)
        void ended.then((code) => reject(new Error(`It ended with ${code}.`)))
      }),
    tell: (line) => void started.stdin?.write(`${line}\n`),
    kill: () => void started.kill('SIGKILL'),
    rest: () => lines,
    ended,
  }
}
