import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Figures, TaskName } from './tasks.ts'

const nodeOptions: Readonly<Partial<Record<TaskName, readonly string[]>>> = {
  // No collection may fall into a count: a young generation that holds all of it.
  counts: ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'],
  held: ['--expose-gc'],
  herd: ['--expose-gc'],
}

export interface Work {
  readonly task: TaskName
  /** The name of a file under subjects; `groq:provided` is the subject that this file exports by that name. */
  readonly subject: string
  /** Absent: without a network. */
  readonly baseURL?: string | undefined
  /** Measure the sources instead of what was built. */
  readonly source?: boolean | undefined
}

/** Runs a task on a subject in a fresh process. Rejects where it fails. */
export async function runWorker({ task, subject, baseURL = 'stub', source = false }: Work): Promise<Figures> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [task, subject, baseURL], {
    execArgv: [...(source ? ['--conditions=@aiu/source'] : []), ...(nodeOptions[task] ?? [])],
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  let figures: Figures | undefined
  child.once('message', (message) => {
    figures = message as Figures
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (figures === undefined || code !== 0)
    throw new Error(`${task} of ${subject} ended with ${code}:\n${errors}`)
  return figures
}

/** Starts the server in a process of its own. */
export async function startServer(): Promise<{ baseURL: string; close(): void }> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'server.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [port] = (await once(child, 'message')) as [number]
  return { baseURL: `http://127.0.0.1:${port}/v1`, close: () => child.disconnect() }
}
