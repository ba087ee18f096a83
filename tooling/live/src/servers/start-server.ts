import { spawn } from 'node:child_process'

export interface StartOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Answers with 200 once the server is ready. */
  readonly ready: string
  readonly withinMs?: number | undefined
}

const KEPT = 4000

/** Starts a server and waits until it is ready. Its `close` ends it; so does the end of this process. Throws with what it wrote. */
export async function startServer(options: StartOptions): Promise<() => Promise<void>> {
  const { program, args, env, ready, withinMs = 120_000 } = options
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let wrote = ''
  let failed: Error | undefined
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding('utf8').on('data', (text: string) => {
      wrote = (wrote + text).slice(-KEPT)
    })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', (error) => {
      failed = error
      resolve()
    })
  })
  const kill = () => void child.kill()
  process.once('exit', kill)
  const close = async (): Promise<void> => {
    process.off('exit', kill)
    const patience = setTimeout(() => child.kill('SIGKILL'), 5000)
    child.kill()
    await ended
    clearTimeout(patience)
  }
  const deadline = performance.now() + withinMs
  while (!(await answers(ready))) {
    const gone = failed !== undefined || child.exitCode !== null || child.signalCode !== null
    if (gone || performance.now() > deadline) {
      await close()
      const why =
        failed?.message ?? (gone ? `it ended with ${child.exitCode}` : `not ready in ${withinMs} ms`)
      throw new Error(`${program} could not be started: ${why}\n${wrote}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return close
}

/** Does something answer there with 200? */
export const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(3000) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
