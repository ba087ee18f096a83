import { AiuError } from '../errors/aiu-error.ts'
import type { ChatRequest } from '../words/chat.ts'
import type { ChatMessage, Message, Prompt } from '../words/messages.ts'
import { toMessages } from './to-messages.ts'

const RANGES = [
  ['temperature', 0, 2],
  ['topP', 0, 1],
  ['maxTokens', 1, 1e9],
  ['seed', -(2 ** 53), 2 ** 53],
] as const

const refuse = (what: string): never => {
  throw new AiuError('invalid-request', what)
}

const normal = (given: Message): ChatMessage => {
  const { role, content } = given ?? ({} as Message)
  if (!/^(system|user|assistant|tool)$/.test(role)) refuse(`A message has the role "${role}".`)
  if (role !== 'user') return given as ChatMessage
  if (!(typeof content === 'string' ? content.trim() : content?.length)) refuse('A user message is empty.')
  return {
    role,
    content:
      typeof content === 'string'
        ? content
        : content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part)),
  }
}

/** Prompt and options as one request. Refuses, before anything is sent, what no server can answer. */
export function toRequest(
  prompt: Prompt,
  { system, ...rest }: Omit<ChatRequest, 'messages'> & { readonly system?: string | undefined } = {},
): ChatRequest {
  const messages = toMessages(prompt).map(normal)
  if (!messages[0]) refuse('There is no message to send.')
  if (system) messages.unshift({ role: 'system', content: system })
  for (const [name, low, high] of RANGES) {
    const value = rest[name] ?? low
    if (!(value >= low && value <= high)) refuse(`${name} is ${value}, not from ${low} to ${high}.`)
  }
  if (/[\r\n\0]/.test(rest.model ?? '')) refuse('The model name has a line break in it.')
  return { ...rest, messages }
}
