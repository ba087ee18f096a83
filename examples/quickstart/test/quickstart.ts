import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface Run {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves when stdout has this text. Rejects when the process ends without it. */
  printed(text: string): Promise<void>
  /** The exit code, once the process has ended by itself. */
  readonly ended: Promise<number | null>
}

/** The quick start as `npm start` runs it, in a folder and with a home of its own, and with no other variables. */
export const quickstart = (folder: string, env: Readonly<Record<string, string>>, ...args: string[]): Run => {
  const child = spawn(process.execPath, ['--conditions=@aiu/source', main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    stdout: () => out,
    stderr: () => err,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (out.includes(text)) resolve()
        }
        child.stdout?.on('data', look)
        look()
        void ended.then((code) => reject(new Error(`ended with ${code} before "${text}" came: ${out}${err}`)))
      }),
  }
}
