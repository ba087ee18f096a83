import { type AiuError, isAiuError } from '@aiu/core'

/** The error that this ends in; a test that expects one fails where there is none. */
export async function failing(attempt: Promise<unknown> | (() => unknown)): Promise<AiuError> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt)
  } catch (error) {
    if (isAiuError(error)) return error
    throw error
  }
  throw new Error('It did not fail.')
}
