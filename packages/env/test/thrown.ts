import { type AiuError, isAiuError } from '@aiu/core'

/** The error a call rejects with; fails the test when it is none of ours. */
export const thrown = async (call: Promise<unknown>): Promise<AiuError> => {
  try {
    await call
  } catch (error) {
    if (isAiuError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
