import type { AiuError } from '@aiu/core'
import { failingWithout } from '@aiu-tooling/support/failing'
import { expect } from 'vitest'

export { outputsOf } from '@aiu-tooling/support/failing'

/** The key that every test sends. It must come out nowhere. */
export const KEY = 'sk-test-Zq8vN3xT7wLm2RkY5uHb'

export const failing = failingWithout(KEY)

/** The one attempt that a failed call made. */
export function onlyAttempt({ attempts }: AiuError) {
  expect(attempts).toHaveLength(1)
  return attempts?.[0]
}
