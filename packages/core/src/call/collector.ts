import type { ChatEvent, ChatResult, TextEvent } from '../words/chat.ts'
import type { AssistantPart } from '../words/messages.ts'

/** Events put together. */
export interface Collector {
  /** What has come so far; whole after `finish`. */
  readonly result: ChatResult
  add(event: ChatEvent): void
}

/** Puts what an event tells onto what was told before; what it leaves open stays. False: it is content. */
export function tell(told: object, event: { readonly type: string }): boolean {
  const { type } = event
  if (type !== 'start' && type !== 'usage' && type !== 'finish') return false
  for (const name in event) {
    const value = event[name as never]
    if (value !== undefined && name !== 'type') (told as Record<string, unknown>)[name] = value
  }
  return true
}

/** Puts an answer's events together into a result. */
export function collector(): Collector {
  const parts: AssistantPart[] = []
  const result: ChatResult = { parts, finishReason: 'other' }
  /** The part that grows. */
  let open: { -readonly [K in keyof TextEvent]: TextEvent[K] } | undefined
  return {
    result,
    add(event) {
      if (tell(result, event)) return
      const { type } = event
      if ('text' in event) {
        if (open?.type === type && !open.signature) {
          open.text += event.text
          open.signature = event.signature
        } else {
          open = { ...event }
          parts.push(open)
        }
      } else if ('call' in event) parts.push(event.call)
      else if (type === 'source') parts.push(event)
    },
  }
}
