import { chatResponse } from '../call/chat-response.ts'
import { runCall } from '../call/run-call.ts'
import { toRequest } from '../call/to-request.ts'
import type { ChatResponse } from '../words/chat.ts'
import type { Prompt } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'

/**
 * One question, one answer. Rejects with an `AiuError`.
 *
 * @example const { text } = await ask(provider, 'What is the capital of France?')
 */
export async function ask<P extends Provider>(
  provider: P,
  prompt: Prompt,
  options?: ChatOptions<P>,
): Promise<ChatResponse> {
  return runCall(provider, 'chat', toRequest(prompt, options), chatResponse)
}
