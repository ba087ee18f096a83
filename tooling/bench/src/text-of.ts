import type { ChatEvent } from '@aiu/core'

/** The pieces of the text of a provider's own stream. */
export async function* textOf(events: AsyncIterable<ChatEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === 'text') yield event.text
}

export const question = (prompt: string) => ({ messages: [{ role: 'user' as const, content: prompt }] })
