const MAX_TICK_MS = 100
const TICKS = 10

interface Pending {
  /** The tick at which it began. */
  readonly since: number
  reject(why: TimeoutError): void
}

/** No answer came in time. */
export class TimeoutError extends Error {
  /** Whether the server was silent, too: nothing else was answered for the second half of the time. */
  readonly silent: boolean
  constructor(timeoutMs: number, silent: boolean) {
    super(`no answer for ${timeoutMs} ms${silent ? '' : ', while other calls were answered'}`)
    this.silent = silent
  }
}

export interface AnswerTimer {
  /** Settles as the call does, or rejects with a `TimeoutError`. */
  run<T>(call: () => Promise<T>): Promise<T>
  /** Resolves when no call is pending. */
  idle(): Promise<void>
}

/**
 * Gives each call its time. It counts turns of the event loop rather than time: a process that slept, or was busy for long, has answers
 * waiting that it has not read yet. While a call is pending the process does not end, since the socket does not keep it.
 */
export function answerTimer(timeoutMs: number, isAnswer: (cause: unknown) => boolean): AnswerTimer {
  const tickMs = Math.min(MAX_TICK_MS, Math.max(1, timeoutMs / TICKS))
  const limit = Math.ceil(timeoutMs / tickMs)
  // The oldest first.
  const pending = new Set<Pending>()
  let tick = 0
  let answered = 0
  let interval: ReturnType<typeof setInterval> | undefined
  let waiters: (() => void)[] = []

  const remove = (call: Pending): boolean => {
    if (!pending.delete(call)) return false
    if (pending.size) return true
    clearInterval(interval)
    interval = undefined
    for (const resolve of waiters) resolve()
    waiters = []
    return true
  }
  const onTick = (): void => {
    tick++
    for (const call of pending) {
      if (tick - call.since <= limit) return
      remove(call)
      call.reject(new TimeoutError(timeoutMs, tick - Math.max(answered, call.since) > limit / 2))
    }
  }
  return {
    run: (call) =>
      new Promise((resolve, reject) => {
        const own = { since: tick, reject }
        pending.add(own)
        interval ??= setInterval(onTick, tickMs)
        call().then(
          (value) => {
            answered = tick
            if (remove(own)) resolve(value)
          },
          (cause) => {
            if (isAnswer(cause)) answered = tick
            if (remove(own)) reject(cause)
          },
        )
      }),
    idle: () => (pending.size ? new Promise((resolve) => void waiters.push(resolve)) : Promise.resolve()),
  }
}
