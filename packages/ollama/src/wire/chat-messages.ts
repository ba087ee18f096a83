import { AiuError, type AssistantPart, type ChatMessage, type UserPart } from '@aiu/core'
import { parsed } from '@aiu/core/http'
import type { Message } from 'ollama/browser'

const unsupported = (what: string, hint: string): never => {
  throw new AiuError('unsupported', `ollama takes no ${what}.`, { hint, provider: 'ollama' })
}

function userMessage(parts: readonly UserPart[]): Message {
  const texts: string[] = []
  const images: Uint8Array[] = []
  for (const part of parts) {
    const { type } = part
    if (type === 'text') texts.push(part.text)
    else if (type === 'audio' || type === 'file')
      unsupported(`${type} in a message`, 'Give its text, or use a provider that can.')
    else if (type !== 'image')
      throw new AiuError('invalid-request', `A message has a part of the type "${type}".`)
    else if (part.data instanceof URL)
      unsupported('image by its address', 'Fetch it, and give its bytes: image(bytes).')
    else images.push(part.data as Uint8Array)
  }
  return { role: 'user', content: texts.join('\n'), ...(images[0] && { images }) }
}

/** Arguments go to Ollama as an object. Those that are none, by a model's mistake, are told as a text in one. */
function argumentsOf(text: string): Record<string, unknown> {
  const value = parsed(text || '{}')
  return typeof value === 'object' && value && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { arguments: text }
}

function assistantMessage(parts: readonly AssistantPart[]): Message {
  let content = ''
  let thinking = ''
  const calls: object[] = []
  for (const part of parts) {
    if (part.type === 'text' || part.type === 'refusal') content += part.text
    else if (part.type === 'reasoning') thinking += part.text
    else if (part.type === 'tool-call')
      calls.push({ id: part.id, function: { name: part.name, arguments: argumentsOf(part.arguments) } })
  }
  return {
    role: 'assistant',
    content,
    ...(thinking && { thinking }),
    ...(calls[0] && { tool_calls: calls as NonNullable<Message['tool_calls']> }),
  }
}

const plain = (output: unknown): string =>
  typeof output === 'string' ? output : (JSON.stringify(output) ?? '')

/** A conversation as Ollama has it: a message's content is one text, and a tool's result tells the name of its tool. */
export function chatMessages(messages: readonly ChatMessage[]): Message[] {
  const names = new Map<string, string>()
  return messages.flatMap(({ role, content }): Message[] => {
    if (typeof content === 'string') return [{ role, content }]
    if (role === 'user') return [userMessage(content)]
    if (role === 'tool')
      return content.map(({ id, name = names.get(id), output }) => ({
        role,
        content: plain(output),
        ...(name && { tool_name: name }),
        // From v0.12 on (`api/types.go`); the client's types lack it.
        tool_call_id: id,
      }))
    for (const part of content) if (part.type === 'tool-call') names.set(part.id, part.name)
    return [assistantMessage(content)]
  })
}
