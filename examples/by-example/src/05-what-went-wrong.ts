// What went wrong
import { createClient, isAiuError } from '@aiu/core'
import { groq } from '@aiu/groq'
import { later, question, show, signal } from './given.ts'

const ai = createClient(groq({ model: 'openai/gpt-oss-120b' }))

export async function answer() {
  try {
    for await (const piece of ai.stream(question, { signal }).textStream) show(piece)
  } catch (error) {
    if (isAiuError(error, 'rate-limit')) return later(error.retryAfterMs) // narrowed by its code
    if (!isAiuError(error)) throw error
    return {
      code: error.code, // 'interrupted' | 'timeout' | 'authentication' | 'aborted' | ...
      message: error.message, // what happened and why, no key in it
      hint: error.hint, // what to do
      partial: error.partial, // the answer so far, where there is one
      attempts: error.attempts, // what was tried: provider, model, outcome, duration, usage
    }
  }
}
