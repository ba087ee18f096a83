import type { ChatEvent, ChatResponse, ResponseBase } from '@aiu/core'
import { collector } from '@aiu/core/http'
import { cutter } from './entry/answer.ts'

/** The events of a whole stream as its answer, and how it was cut. */
export function putTogether(
  events: readonly ChatEvent[],
  times: readonly number[] = [],
): { readonly response: ChatResponse; readonly cuts: readonly number[] } {
  const { result, add } = collector()
  const { note, cuts } = cutter(result)
  const start = times[0] ?? 0
  events.forEach((event, at) => {
    add(event)
    note(event, Math.round((times[at] ?? start) - start))
  })
  const { parts } = result
  const response: ChatResponse = {
    // The base came with `finish`.
    ...(result as typeof result & ResponseBase),
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: parts.filter((part) => part.type === 'tool-call'),
    message: { role: 'assistant', content: parts },
  }
  return { response, cuts: cuts() }
}
