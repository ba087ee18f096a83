import { inspect } from 'node:util'
import { type AiuError, isAiuError } from '@aiu/core'
import { expect } from 'vitest'

/** The key that every test sends. It must come out nowhere. */
export const KEY = 'sk-test-Zq8vN3xT7wLm2RkY5uHb'

/** All that a program may print of an error: message, stack, inspection, JSON, and the same of its causes. */
export function outputsOf(error: unknown): string {
  const seen = new Set<unknown>()
  const parts: string[] = []
  for (let at = error; at && !seen.has(at); at = (at as Error).cause) {
    seen.add(at)
    const { message, stack, name } = at as Error
    parts.push(String(at), name, message, stack ?? '', inspect(at, { depth: 20, showHidden: true }), json(at))
  }
  return parts.join('\n')
}

const json = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}

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
  expect(outputsOf(error)).not.toContain(KEY)
  expect(error.message.length).toBeLessThan(700)
  expect(error.message).not.toContain('[object')
  expect(error.hint).toMatch(/\w/)
  return error
}

/** The one attempt that a failed call made. */
export function onlyAttempt({ attempts }: AiuError) {
  expect(attempts).toHaveLength(1)
  return attempts?.[0]
}
