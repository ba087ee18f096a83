/** What waits. The real one uses timers; a fake one waits until the test lets time pass. */
export interface Clock {
  /** Resolves after `ms`; rejects with the signal's reason as soon as it fires. */
  sleep(ms: number, signal?: AbortSignal | undefined): Promise<void>
}

export interface FakeClock extends Clock {
  /** Ms since it was made. */
  readonly now: number
  /** How many sleepers there are. */
  readonly waiting: number
  /** Lets time pass: wakes, in the order of their time, those whose time has come. */
  advance(ms: number): Promise<void>
}

export const realClock: Clock = {
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const leave = (): void => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }, ms)
      signal?.addEventListener('abort', leave, { once: true })
    }),
}

/** A clock that stands still until `advance` is called. */
export function fakeClock(): FakeClock {
  type Sleeper = { readonly at: number; readonly wake: () => void }
  let now = 0
  let sleepers: Sleeper[] = []
  return {
    get now() {
      return now
    },
    get waiting() {
      return sleepers.length
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const leave = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          reject(signal?.reason)
        }
        const sleeper: Sleeper = {
          at: now + ms,
          wake() {
            signal?.removeEventListener('abort', leave)
            resolve()
          },
        }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', leave, { once: true })
      }),
    async advance(ms) {
      const end = now + ms
      for (;;) {
        // What was just woken may go to sleep again within the same stretch.
        await new Promise<void>((resolve) => setTimeout(resolve, 0))
        const due = sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        sleepers = sleepers.filter((other) => other !== due)
        now = Math.max(now, due.at)
        due.wake()
      }
      now = end
    },
  }
}
