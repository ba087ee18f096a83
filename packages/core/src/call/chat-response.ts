import type { ChatResponse, ChatResult } from '../words/chat.ts'
import type { PartialAnswer } from '../words/partial-answer.ts'

/** The parts of a result as callers read them first. */
export const partialOf = ({ parts, usage }: ChatResult): PartialAnswer => ({
  text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  toolCalls: parts.filter((part) => part.type === 'tool-call'),
  usage,
})

/** A vendor's result as callers have it, but for its base. One that came through layers is so already. */
export const chatResponse = <R extends ChatResult>(
  result: R,
): R & PartialAnswer & Pick<ChatResponse, 'message'> =>
  'message' in result
    ? (result as R & PartialAnswer & Pick<ChatResponse, 'message'>)
    : { ...result, ...partialOf(result), message: { role: 'assistant', content: result.parts } }
