import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

export interface FileLockOptions {
  readonly signal: AbortSignal
  /** Has the holder done what we wanted to do? Asked while waiting. */
  readonly isDone: () => boolean
  /** Told once, when another one holds the lock. */
  readonly onWait: () => void
}

const BEAT_MS = 5_000
/** A holder that has not given a sign for so long is gone. */
const STALE_MS = 30_000
const LOOK_MS = 200

/**
 * Holds a lock file, across processes and within one; resolves with how to let go of it, or with `undefined` when what it was for has
 * been done by another holder meanwhile. The lock of a process that died is taken over.
 */
export async function lockFile(
  path: string,
  options: FileLockOptions,
): Promise<(() => Promise<void>) | undefined> {
  const { signal, isDone, onWait } = options
  const mark = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() })
  for (let waited = false; ; ) {
    signal.throwIfAborted()
    if (await take(path, mark)) return holding(path, mark)
    if (isDone()) return undefined
    const seen = await readFile(path, 'utf8').catch((cause) => (cause.code === 'ENOENT' ? undefined : ''))
    if (seen === undefined) continue
    if (await isStale(path, seen)) {
      await clear(path, seen)
      continue
    }
    if (!waited) onWait()
    waited = true
    await delay(LOOK_MS, undefined, { signal })
  }
}

async function take(path: string, mark: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(mark).finally(() => file.close())
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  }
}

function holding(path: string, mark: string): () => Promise<void> {
  const beat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, BEAT_MS)
  beat.unref()
  return async () => {
    clearInterval(beat)
    if ((await readFile(path, 'utf8').catch(() => undefined)) === mark) await rm(path, { force: true })
  }
}

async function isStale(path: string, mark: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
  if (Date.now() - mtimeMs > STALE_MS) return true
  try {
    const { pid, host } = JSON.parse(mark) as { pid: number; host: string }
    return host === hostname() && !isAlive(pid)
  } catch {
    return false // Just being written.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Takes a stale lock away, but not the fresh one that another waiter may have put in its place since we looked. */
async function clear(path: string, seen: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch {
    return // Another waiter was faster.
  }
  if ((await readFile(aside, 'utf8').catch(() => seen)) !== seen) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}
