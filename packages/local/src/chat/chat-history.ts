import type { AssistantPart, ChatMessage, ToolResultPart, UserPart } from '@aiu/core'
import type { ChatHistoryItem, ChatModelFunctionCall, ChatModelResponse } from 'node-llama-cpp'
import { refuse } from './refuse.ts'

/**
 * A conversation as the engine has it. There, a tool call and its result are one thing inside the model's turn: results are put to the
 * calls they answer, and turns of the model that follow each other become one.
 */
export function chatHistory(messages: readonly ChatMessage[]): ChatHistoryItem[] {
  const history: ChatHistoryItem[] = []
  const calls = new Map<string, ChatModelFunctionCall>()

  const turn = (): ChatModelResponse['response'] => {
    const last = history.at(-1)
    if (last?.type === 'model') return last.response
    const response: ChatModelResponse['response'] = []
    history.push({ type: 'model', response })
    return response
  }
  const say = (part: AssistantPart): void => {
    const { type } = part
    if (type === 'text' || type === 'refusal') turn().push(part.text)
    else if (type === 'tool-call') {
      const call: ChatModelFunctionCall = {
        type: 'functionCall',
        name: part.name,
        params: parsed(part.arguments),
        result: undefined,
      }
      calls.set(part.id, call)
      turn().push(call)
    } else if (type === 'image' || type === 'audio') refuse(`${article(type)} in a message`)
    // What the model thought, and where it looked, is not shown to it again.
  }
  const answer = ({ id, name, output, isError }: ToolResultPart): void => {
    const result = isError ? { error: output } : output
    const call = calls.get(id)
    if (call) call.result = result
    else turn().push({ type: 'functionCall', name: name ?? 'tool', params: {}, result })
  }

  for (const message of messages) {
    const { role, content } = message
    if (role === 'system') history.push({ type: 'system', text: content })
    else if (role === 'user') history.push({ type: 'user', text: userText(content) })
    else if (role === 'tool') for (const part of content) answer(part)
    else
      for (const part of typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content)
        say(part)
  }
  return history
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type} part` : `a ${type} part`)

const userText = (content: string | readonly UserPart[]): string =>
  typeof content === 'string'
    ? content
    : content
        .map((part) =>
          part.type === 'text'
            ? part.text
            : refuse(
                `${article(part.type)} in a message`,
                'Put what matters of it into text, or use a provider that can.',
              ),
        )
        .join('\n')

/** The arguments as the model's own JSON; what is not JSON stays the text it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text || '{}')
  } catch {
    return text
  }
}
