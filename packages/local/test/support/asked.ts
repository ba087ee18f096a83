import type { ChatEvent, ChatResult } from '@aiu/core'
import type { LocalChatRequest } from '../../src/index.ts'

/** A question as a request. */
export const asked = (content: string, rest: Omit<LocalChatRequest, 'messages'> = {}): LocalChatRequest => ({
  messages: [{ role: 'user', content }],
  ...rest,
})

export const textOf = (result: ChatResult): string =>
  result.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

export async function eventsOf(stream: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const events: ChatEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

export const textIn = (events: readonly ChatEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')
