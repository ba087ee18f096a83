import type { ChatEvent, ChatResponse, ChatResult, ResponseBase } from '@aiu/core'
import { collector } from '@aiu/core/http'
import { viewOf } from './entry/answer.ts'

/** The events of a whole stream as its answer. `seen` has each one as it has been added. */
export function putTogether(
  events: readonly ChatEvent[],
  seen?: (event: ChatEvent, result: ChatResult, at: number) => void,
): ChatResponse {
  const { result, add } = collector()
  for (const [at, event] of events.entries()) {
    add(event)
    seen?.(event, result, at)
  }
  // The base came with `finish`.
  return { ...(result as ChatResult & ResponseBase), ...viewOf(result) }
}
