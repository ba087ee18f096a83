import type { AssistantPart, ChatEvent, ChatResult } from '@aiu/core'

/** A stream's events as one whole answer. */
export async function chatResult(events: AsyncIterable<ChatEvent>): Promise<ChatResult> {
  const parts: AssistantPart[] = []
  let result: ChatResult = { parts, finishReason: 'other' }
  for await (const event of events) {
    const { type } = event
    if (type === 'text' || type === 'reasoning') {
      const last = parts.at(-1)
      if (last?.type === type) parts[parts.length - 1] = { type, text: last.text + event.text }
      else parts.push({ type, text: event.text })
    } else if (type === 'tool-call') parts.push(event.call)
    else if (type === 'start' || type === 'finish') {
      const { type: _, ...told } = event
      result = { ...result, ...told }
    }
  }
  return result
}
