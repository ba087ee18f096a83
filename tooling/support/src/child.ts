import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export interface Child {
  readonly process: ChildProcess
  /** Resolves with the first line that it writes from now on. */
  line(): Promise<string>
  /** Resolves when it has ended by itself, with what it wrote; `undefined` when it did not within so many ms. */
  ended(withinMs: number): Promise<{ readonly code: number | null; readonly stderr: string } | undefined>
  tell(text: string): void
}

/** A script in a process of its own, killed when the test is over. */
export function child(script: URL, ...args: readonly string[]): Child {
  const path = fileURLToPath(script)
  const process_ = spawn(process.execPath, ['--conditions=@aiu/source', path, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void process_.kill('SIGKILL'))
  const lines: string[] = []
  const readers: ((line: string) => void)[] = []
  let rest = ''
  let stderr = ''
  process_.stdout.on('data', (text) => {
    const [last = '', ...whole] = `${rest}${text}`.split('\n').reverse()
    rest = last
    for (const line of whole.reverse()) {
      const reader = readers.shift()
      if (reader) reader(line)
      else lines.push(line)
    }
  })
  process_.stderr.on('data', (text) => {
    stderr += text
  })
  const over = once(process_, 'close')
  return {
    process: process_,
    line() {
      const ready = lines.shift()
      if (ready !== undefined) return Promise.resolve(ready)
      return Promise.race([
        new Promise<string>((resolve) => {
          readers.push(resolve)
        }),
        over.then(() => {
          throw new Error(`It ended without a line: ${stderr}`)
        }),
      ])
    },
    async ended(withinMs) {
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, withinMs, undefined)
      })
      const ended = await Promise.race([over, patience])
      clearTimeout(timer)
      return ended && { code: ended[0] as number | null, stderr }
    },
    tell(text) {
      process_.stdin.write(`${text}\n`)
    },
  }
}
