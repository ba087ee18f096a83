import type { ChatResponse, ChatResult } from '../words/chat.ts'
import type { PartialAnswer } from '../words/partial-answer.ts'
import type { ResponseBase } from '../words/response-base.ts'

/** The parts of a result as callers read them first. */
export const partialOf = ({ parts, usage }: ChatResult): PartialAnswer => ({
  text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  toolCalls: parts.filter((part) => part.type === 'tool-call'),
  usage,
})

/** A vendor's result with its base, as callers have it. */
export const chatResponse = (result: ChatResult & ResponseBase): ChatResponse => ({
  ...result,
  ...partialOf(result),
  message: { role: 'assistant', content: result.parts },
})
