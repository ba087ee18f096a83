import type { AiuError } from '@aiu/core'
import { failureScope } from './failure.ts'

export interface CircuitBreakerOptions {
  /** While the server is lost, one call tries it again after this time, in ms. */
  readonly retryMs: number
  /** Called once when the server is lost, or refuses to work for everybody, with the error; once when it works again, with `undefined`. */
  onChange(error: AiuError | undefined): void
}

export interface CircuitBreaker {
  /** Rejects at once while the server is lost, but for one call in each `retryMs`. */
  run<T>(call: () => Promise<T>): Promise<T>
}

/**
 * Opens when the server is lost, and only then. An error that the server answers with opens nothing, so that a key of the wrong type, or
 * memory that is full, fails the calls that meet it and no others.
 */
export function circuitBreaker({ retryMs, onChange }: CircuitBreakerOptions): CircuitBreaker {
  let lost: AiuError | undefined
  let down = false
  let retryAt = 0
  const report = (error: AiuError | undefined): void => {
    if (down === !!error) return
    down = !!error
    try {
      onChange(error)
    } catch {}
  }
  return {
    async run(call) {
      const now = performance.now()
      if (lost && now < retryAt) throw lost
      retryAt = now + retryMs
      try {
        const value = await call()
        lost = undefined
        report(undefined)
        return value
      } catch (cause) {
        const error = cause as AiuError
        const scope = failureScope(error)
        if (scope === 'lost') {
          lost = error
          retryAt = performance.now() + retryMs
          report(error)
        } else {
          const wasLost = lost
          lost = undefined
          if (scope === 'server') report(error)
          else if (wasLost) report(undefined)
        }
        throw error
      }
    },
  }
}
