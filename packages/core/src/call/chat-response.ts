import type { ChatResponse, ChatResult } from '../words/chat.ts'
import type { AssistantPart, ToolCallPart } from '../words/messages.ts'
import type { ResponseBase } from '../words/response-base.ts'

export const textOf = (parts: readonly AssistantPart[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
export const toolCallsOf = (parts: readonly AssistantPart[]): readonly ToolCallPart[] =>
  parts.filter((part) => part.type === 'tool-call')

/** A vendor's result with its base, as callers have it. */
export const chatResponse = (result: ChatResult & ResponseBase): ChatResponse => ({
  ...result,
  text: textOf(result.parts),
  toolCalls: toolCallsOf(result.parts),
  message: { role: 'assistant', content: result.parts },
})
