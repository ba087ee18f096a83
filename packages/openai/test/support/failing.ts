import { inspect } from 'node:util'
import { type AiuError, isAiuError } from '@aiu/core'
import { expect } from 'vitest'

/** The key that every test sends. It must come out nowhere. */
export const KEY = 'sk-test-Zq8vN3xT7wLm2RkY5uHb'

/** The error that something must fail with: one of ours, without the key in anything that can be printed of it. */
export async function failing(attempt: Promise<unknown> | (() => unknown)): Promise<AiuError> {
  const outcome = await Promise.resolve()
    .then(() => (typeof attempt === 'function' ? attempt() : attempt))
    .then(
      (value: unknown) => ({ value }),
      (error: unknown) => ({ error }),
    )
  if (!('error' in outcome)) throw new Error(`did not fail, but gave ${inspect(outcome.value)}`)
  const { error } = outcome
  if (!isAiuError(error)) throw new Error(`not one of our errors: ${inspect(error)}`)
  for (let at: unknown = error; at; at = (at as Error).cause)
    for (const printed of [inspect(at, { depth: 20, showHidden: true }), `${(at as Error).stack}`])
      expect(printed).not.toContain(KEY)
  expect(JSON.stringify(error)).not.toContain(KEY)
  expect(error.message.length).toBeLessThan(700)
  expect(error.hint).toMatch(/\w/)
  return error
}
