import type { ChatHistoryItem } from 'node-llama-cpp'
import { chatHistory } from './chat-history.ts'
import type { LocalChatRequest } from './local-request.ts'
import { type ToolFunctions, toolFunctions } from './tool-functions.ts'

/** A request, and what of it can be made ready without a model. */
export interface Question {
  readonly request: LocalChatRequest
  readonly history: ChatHistoryItem[]
  readonly tools: ToolFunctions | undefined
}

/** Throws `unsupported` for what no local model takes, before one is loaded or fetched. */
export const questionOf = (request: LocalChatRequest): Question => ({
  request,
  history: chatHistory(request.messages),
  tools: toolFunctions(request),
})
