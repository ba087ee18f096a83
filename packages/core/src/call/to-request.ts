import { AiuError } from '../errors/aiu-error.ts'
import type { ChatRequest } from '../words/chat.ts'
import type { ChatMessage, Prompt } from '../words/messages.ts'

const RANGES = { temperature: [0, 2], topP: [0, 1], maxTokens: [1, 1e9] } as const

const refuse = (what: string): never => {
  throw new AiuError('invalid-request', what)
}

/** Prompt and options as one request. Refuses, before anything is sent, what no server can answer. */
export function toRequest(
  prompt: Prompt,
  options: Omit<ChatRequest, 'messages'> & { readonly system?: string | undefined } = {},
): ChatRequest {
  const { system, ...rest } = options
  const messages: ChatMessage[] = system ? [{ role: 'system', content: system }] : []
  const asked: unknown = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt
  if (!Array.isArray(asked) || !asked[0]) refuse('The prompt is neither a text nor a list of messages.')
  for (const message of asked as ChatMessage[]) {
    const { role, content } = message
    if (!/^(system|user|assistant|tool)$/.test(role)) refuse(`A message has the role "${role}".`)
    if (role === 'user' && !(typeof content === 'string' ? content.trim() : content?.length))
      refuse('A user message is empty.')
    messages.push(
      role === 'user' && typeof content !== 'string'
        ? { role, content: content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part)) }
        : message,
    )
  }
  for (const [name, [low, high]] of Object.entries(RANGES)) {
    const value = rest[name as keyof typeof RANGES]
    if (value !== undefined && !(value >= low && value <= high))
      refuse(`${name} is ${value}, not from ${low} to ${high}.`)
  }
  if (/[\r\n\0]/.test(rest.model ?? '')) refuse('The model name has a line break in it.')
  return { ...rest, messages }
}
