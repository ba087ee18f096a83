import type { ChatEvent, ChatResponse } from '@aiu/core'

/** The call of the tool that stood in for a schema, given back as the answer's text. */
export function textOfCall(response: ChatResponse): ChatResponse {
  const parts = response.parts.map((part) =>
    part.type === 'tool-call' ? ({ type: 'text', text: part.arguments } as const) : part,
  )
  return {
    ...response,
    parts,
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: [],
    message: { role: 'assistant', content: parts },
    finishReason: response.finishReason === 'tool-calls' ? 'stop' : response.finishReason,
  }
}

/** The same, piece by piece; `undefined` for an event that says nothing more. */
export function textOfCalls(): (event: ChatEvent) => ChatEvent | undefined {
  let told = false
  return (event) => {
    if (event.type === 'tool-call-delta') {
      told = true
      return event.delta ? { type: 'text', text: event.delta } : undefined
    }
    if (event.type === 'tool-call') return told ? undefined : { type: 'text', text: event.call.arguments }
    return event.type === 'finish' && event.finishReason === 'tool-calls'
      ? { ...event, finishReason: 'stop' }
      : event
  }
}
