const TICK_MS = 100

/** Whether anything is heard from the other end while something is waited for. */
export interface Watch {
  begin(): void
  end(): void
  /** Resolves when nothing is waited for. */
  idle(): Promise<void>
}

/**
 * Calls `silent` when nothing has been heard for `mostMs` though something is waited for. It counts turns of the event loop, not time:
 * a process that slept, or was busy for long, has answers waiting that it has not yet read. While something is waited for it keeps the
 * process from ending, since sockets do not.
 */
export function watch(mostMs: number, silent: () => void): Watch {
  let waiting = 0
  let quiet = 0
  let timer: ReturnType<typeof setInterval> | undefined
  let rested: (() => void)[] = []
  const tick = (): void => {
    if (++quiet * TICK_MS >= mostMs) silent()
  }
  return {
    begin() {
      if (waiting++) return
      quiet = 0
      timer = setInterval(tick, TICK_MS)
    },
    end() {
      quiet = 0
      if (--waiting) return
      clearInterval(timer)
      for (const rest of rested) rest()
      rested = []
    },
    idle: () =>
      waiting
        ? new Promise((resolve) => {
            rested.push(resolve)
          })
        : Promise.resolve(),
  }
}
