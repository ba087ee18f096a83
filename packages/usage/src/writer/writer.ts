import { AiuError, isAiuError, type UsageRow, type UsageStore } from '@aiu/core'
import { delay, isolatesRequests, startTimer, withTimeout } from '@aiu/core/layer-kit'
import type { Tell } from '../report.ts'

/** A row, or how to make it, off the answer's path. */
export type Made = UsageRow | (() => UsageRow)

export interface WriterOptions {
  readonly store: UsageStore
  readonly flushMs: number
  readonly patienceMs: number
  readonly maxWaiting: number
  readonly tell: Tell
  /** Each row as it is made. */
  readonly made: (row: UsageRow) => void
}

/** Brings rows to their store in batches, behind the answers. */
export interface Writer {
  /** How many rows have been lost. */
  readonly lost: number
  add(row: Made): void
  /** Resolves when what was added is in the store; rejects when the store does not take it. */
  flush(atOnce?: boolean): Promise<void>
  close(): Promise<void>
}

/** At once: a store that works in this thread holds it up for no longer than a few ms. */
const BATCH = 500
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** How often a tracker that closes tries. */
const LAST_TRIES = 3
const LAST_PAUSE_MS = 200
/** An append that is under way for so much longer than it may was begun by a request that died. */
const MAX_LATE_MS = 100

/** The outcome of a store's work, bounded in time. What is there at once is returned at once. */
const bounded = (work: () => unknown, ms: number, what: string): Promise<unknown> | undefined => {
  const given = work() as Promise<unknown> | undefined
  return typeof given?.then === 'function'
    ? withTimeout(given, ms, () => new Error(`${what} took longer than ${ms} ms.`))
    : undefined
}

export function writer({ store, flushMs, patienceMs, maxWaiting, tell, made }: WriterOptions): Writer {
  const name = store.name ?? 'the store'
  let raw: Made[] = []
  const waiting: UsageRow[] = []
  let lost = 0
  let losing = false
  let closed = false
  let down = false
  let pauseMs = FIRST_PAUSE_MS
  /** Where a request's end takes its timers with it, each one that adds rows has one of its own. */
  const isolated = isolatesRequests()
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause: ReturnType<typeof setTimeout> | undefined
  let pauseUntil = 0
  /** The run that is under way, and when its last append began. */
  let writing: Promise<void> | undefined
  let appendingSince = 0

  const lose = (rows: number, why: string, error?: unknown): void => {
    lost += rows
    if (!losing) tell('rows-lost', why, error)
    losing = true
  }
  const make = (): void => {
    const all = raw
    raw = []
    for (const one of all)
      try {
        const row = typeof one === 'function' ? one() : one
        waiting.push(row)
        made(row)
      } catch (error) {
        lose(1, 'A row could not be made.', error)
      }
  }
  /** Rows are made though the store takes none, so that they hold no question for long. */
  const soon = (): void => {
    if (timer && !isolated) return
    timer = setTimeout(() => {
      timer = undefined
      make()
      if (!down || performance.now() > pauseUntil + MAX_LATE_MS) write().catch(() => {})
    }, flushMs)
  }
  const rest = (): void => {
    clearTimeout(pause)
    pause = setTimeout(() => write().catch(() => {}), pauseMs)
    // Rows that a store does not take keep no process from its end.
    ;(pause as { unref?(): unknown }).unref?.()
    pauseUntil = performance.now() + pauseMs
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
  const run = async (): Promise<void> => {
    while (waiting.length) {
      const batch = waiting.slice(0, BATCH)
      appendingSince = performance.now()
      try {
        const slow = bounded(() => store.append(batch), patienceMs, `${name}: append`)
        if (slow) await slow
      } catch (error) {
        if (!down) tell('store-down', `The usage store ${name} takes no rows; they wait.`, error)
        down = true
        if (!closed) rest()
        throw error
      }
      // Another run may have taken over meanwhile.
      if (waiting[0] === batch[0]) waiting.splice(0, batch.length)
      losing = false
      if (!down) continue
      down = false
      pauseMs = FIRST_PAUSE_MS
      tell('store-up', `The usage store ${name} takes rows again.`)
    }
  }
  const deadAt = (): number => appendingSince + patienceMs + MAX_LATE_MS
  const write = (): Promise<void> => {
    if (!writing || performance.now() >= deadAt()) {
      const own = run().finally(() => {
        if (writing === own) writing = undefined
      })
      writing = own
    }
    return writing
  }
  /** No longer than who began the run can be alive. */
  const written = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const run = write()
      const stop = startTimer(Math.max(0, deadAt() - performance.now()), resolve)
      run.then(resolve, reject).finally(stop)
    })
  const flush = async (atOnce = false): Promise<void> => {
    make()
    try {
      // Those that are under way may be among them: a row counts once.
      if (atOnce && waiting.length) await store.append([...waiting])
      // What was under way may have begun before the last of them came.
      while (waiting.length) await written()
    } catch (cause) {
      if (isAiuError(cause)) throw cause
      throw new AiuError('connection', `The usage store ${name} did not take ${waiting.length} rows.`, {
        cause,
        hint: 'The cause says why. The rows wait, and are tried again.',
      })
    }
  }
  const close = async (): Promise<void> => {
    closed = true
    clearTimeout(timer)
    for (let left = LAST_TRIES; waiting.length || raw.length; )
      try {
        await flush()
      } catch (error) {
        clearTimeout(pause)
        if (--left) await delay(LAST_PAUSE_MS)
        else {
          losing = false
          lose(waiting.splice(0).length, `The tracker was closed, and the usage store ${name} takes no rows.`)
          throw error
        }
      }
    clearTimeout(pause)
    await bounded(() => store.close?.(), patienceMs, `${name}: close`)
  }
  let closing: Promise<void> | undefined
  return {
    get lost() {
      return lost
    },
    add(row) {
      if (closed) return lose(1, 'Rows were told after the tracker was closed.')
      if (raw.length + waiting.length >= maxWaiting)
        return lose(1, `${maxWaiting} rows wait for the usage store ${name}, and no more are kept.`)
      raw.push(row)
      soon()
    },
    flush,
    close() {
      closing ??= close()
      return closing
    },
  }
}
