/** A signal that fires with the caller's, or when nothing has happened for a while. */
export interface Watchdog {
  readonly signal: AbortSignal
  /** Something happened; the next thing must within `ms`. */
  feed(ms: number): void
  /** Is it we who lost patience? */
  readonly barked: boolean
  stop(): void
}

export function watchdog(caller: AbortSignal): Watchdog {
  const own = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let barked = false
  return {
    signal: AbortSignal.any([caller, own.signal]),
    feed(ms) {
      clearTimeout(timer)
      timer = setTimeout(() => {
        barked = true
        own.abort()
      }, ms)
    },
    get barked() {
      return barked
    },
    stop: () => clearTimeout(timer),
  }
}
