import { inspect } from 'node:util'
import { type AiuError, isAiuError } from '@aiu/core'
import { expect } from 'vitest'
import { KEY } from './key.ts'

/** The error that something must fail with: one of ours, without the key in anything that can be printed of it. */
export async function failing(attempt: () => unknown): Promise<AiuError> {
  let value: unknown
  try {
    value = await attempt()
  } catch (error) {
    if (!isAiuError(error)) throw error
    const printed = [error.stack, JSON.stringify(error), inspect(error, { depth: 20, showHidden: true })]
    expect(printed.join('\n')).not.toContain(KEY)
    expect(error.hint).toMatch(/\w/)
    return error
  }
  throw new Error(`did not fail, but gave ${inspect(value)}`)
}
