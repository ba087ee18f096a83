import type { ChatEvent, ChatResult } from '../words/chat.ts'
import type { AssistantPart } from '../words/messages.ts'

/** Events put together. */
export interface Collector {
  /** What has come so far; whole after `finish`. */
  readonly result: ChatResult
  add(event: ChatEvent): void
}

/** Puts an answer's events together into a result. `token` is called as a text begins. */
export function collector(token?: () => void): Collector {
  const parts: AssistantPart[] = []
  const result: ChatResult = { parts, finishReason: 'other' }
  /** The part that grows. */
  let open: { type: 'text' | 'reasoning' | 'refusal'; text: string } | undefined
  return {
    result,
    add(event) {
      const { type } = event
      if (type === 'text' || type === 'reasoning' || type === 'refusal') {
        if (open?.type === type) open.text += event.text
        else {
          token?.()
          open = { type, text: event.text }
          parts.push(open)
        }
      } else if (type === 'tool-call') parts.push(event.call)
      else if (type === 'source') parts.push(event)
      else if (type !== 'tool-call-delta') {
        const { type: _, ...told } = event
        Object.assign(result, told)
      }
    },
  }
}
