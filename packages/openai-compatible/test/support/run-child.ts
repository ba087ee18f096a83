import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const FLAGS = ['--conditions=@aiu/source', '--expose-gc', '--max-semi-space-size=1']

export interface ChildRun {
  /** Each line it wrote to stdout, as JSON. */
  readonly told: readonly Record<string, unknown>[]
  readonly stderr: string
  readonly exitCode: number | null
  /** From its last line to its end, in ms. */
  readonly lingeredMs: number
}

/**
 * Runs a script in a process of its own, which must end by itself; killed after `withinMs`. Its young generation is
 * kept small, so that its memory grows by what it holds, not by what the collector has not yet looked at.
 */
export function runChild(script: URL, args: readonly string[], withinMs: number): Promise<ChildRun> {
  return new Promise((resolve, reject) => {
    const path = fileURLToPath(script)
    const child = spawn(process.execPath, [...FLAGS, path, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
    let stdout = ''
    let stderr = ''
    let last = performance.now()
    child.stdout.on('data', (text) => {
      last = performance.now()
      stdout += text
    })
    child.stderr.on('data', (text) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('exit', (exitCode) => {
      const ended = performance.now()
      clearTimeout(timer)
      child.once('close', () => {
        const told = stdout
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
        resolve({ told, stderr, exitCode, lingeredMs: ended - last })
      })
    })
  })
}
