import { spawn } from 'node:child_process'
import type { Environment } from './environment.ts'

export interface ProgramEnd {
  /** The exit code; `undefined` when it could not be started or was stopped. */
  readonly code: number | undefined
  /** The last of what it wrote to stderr. */
  readonly stderr: string
}

const KEPT = 4_000

/** Runs a program to its end, without a shell and without input. It is stopped, and has ended, when this rejects with the signal's reason. */
export function runProgram(
  command: string,
  args: readonly string[],
  { env, signal }: { readonly env: Environment; readonly signal: AbortSignal },
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const child = spawn(command, args, {
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    })
    const stop = (): void => void child.kill()
    signal.addEventListener('abort', stop)
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT)
    })
    const end = (code: number | null): void => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(signal.reason)
      else resolve({ code: code ?? undefined, stderr })
    }
    child.once('error', () => end(null))
    child.once('close', end)
  })
}
