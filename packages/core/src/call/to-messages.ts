import type { Message, Prompt } from '../words/messages.ts'

/** A prompt as a conversation of one's own; what is none has no messages. */
export const toMessages = (prompt: Prompt): Message[] =>
  typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : Array.from(prompt ?? [])
