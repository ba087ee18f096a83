import { inspect } from 'node:util'
import { type AiuError, isAiuError } from '@aiu/core'
import { expect } from 'vitest'

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

/** Gives the error that something must fail with: one of ours, with a hint, without the key in anything that can be printed of it. */
export const failingWithout =
  (key: string) =>
  async (attempt: Promise<unknown> | (() => unknown)): Promise<AiuError> => {
    const outcome = await Promise.resolve()
      .then(() => (typeof attempt === 'function' ? attempt() : attempt))
      .then(
        (value: unknown) => ({ value }),
        (error: unknown) => ({ error }),
      )
    if (!('error' in outcome)) throw new Error(`did not fail, but gave ${inspect(outcome.value)}`)
    const { error } = outcome
    if (!isAiuError(error)) throw new Error(`not one of our errors: ${inspect(error)}`)
    expect(outputsOf(error)).not.toContain(key)
    expect(error.message.length).toBeLessThan(700)
    expect(error.message).not.toContain('[object')
    expect(error.hint).toMatch(/\w/)
    return error
  }
