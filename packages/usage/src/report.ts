/** Something that went wrong in the background. Answers go on as they are. */
export interface UsageReport {
  /**
   * `store-down`: rows wait, and are tried again. `store-up`: it takes rows again. `rows-lost`: more wait than may, or the tracker was
   * closed. `price-failed`, `count-failed`, `listener-failed`: what the app gave has thrown. Each is told once, those of the store at each change.
   */
  readonly code: 'store-down' | 'store-up' | 'rows-lost' | 'price-failed' | 'count-failed' | 'listener-failed'
  readonly message: string
  /** How many rows have been lost since the tracker was made. */
  readonly lost: number
  /** Why. */
  readonly error?: unknown
}

/** Tells a report. */
export type Tell = (code: UsageReport['code'], message: string, error?: unknown) => void

/** Runs what the app gave; what it throws is told the first time, and is `undefined` to us. */
export function guarded(
  code: UsageReport['code'],
  message: string,
  tell: Tell,
): <T>(run: () => T) => T | undefined {
  let told = false
  return (run) => {
    try {
      return run()
    } catch (error) {
      if (!told) tell(code, message, error)
      told = true
      return undefined
    }
  }
}
