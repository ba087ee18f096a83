import type { AiuError } from '@aiu/core'

export interface ReachOptions {
  /** In our words. */
  failure(cause: unknown): AiuError
  /** A change, once. */
  changed(error: AiuError | undefined): void
}

/** Whether the server can be reached, and when it is tried again where it can not. */
export interface Reach {
  /** Rejects at once while it is lost, but once a second; else with why it is lost now. */
  ask<T>(work: () => Promise<T>): Promise<T>
}

/** While it is lost, it is tried again after so long, by whoever comes next. */
export const AGAIN_MS = 1_000

export function reach({ failure, changed }: ReachOptions): Reach {
  let lost: AiuError | undefined
  let again = 0
  return {
    async ask(work) {
      const now = performance.now()
      if (lost && now < again) throw lost
      again = now + AGAIN_MS
      try {
        const got = await work()
        if (lost) {
          lost = undefined
          changed(undefined)
        }
        return got
      } catch (cause) {
        const before = lost
        lost = failure(cause)
        again = performance.now() + AGAIN_MS
        if (!before) changed(lost)
        throw lost
      }
    },
  }
}
