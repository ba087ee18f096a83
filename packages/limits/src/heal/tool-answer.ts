import type { ChatEvent, ChatResponse, FinishReason, Warning } from '@aiu/core'

const reasonOf = (reason: FinishReason): FinishReason => (reason === 'tool-calls' ? 'stop' : reason)

/** The call of the tool that stood in for a schema, as the answer's text. */
export function textOfCall({ parts: given, finishReason }: ChatResponse): Partial<ChatResponse> {
  const parts = given.map((part) =>
    part.type === 'tool-call' ? ({ type: 'text', text: part.arguments } as const) : part,
  )
  return {
    parts,
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: [],
    message: { role: 'assistant', content: parts },
    finishReason: reasonOf(finishReason),
  }
}

/** What becomes of each event of an answer to a changed request; `undefined` for one that says nothing more. */
export function shaper(
  healed: readonly Warning[],
  byTool: boolean,
): (event: ChatEvent) => ChatEvent | undefined {
  let told = ''
  return (event) => {
    const { type } = event
    if (byTool && (type === 'tool-call-delta' || type === 'tool-call')) {
      const text = type === 'tool-call' ? (told ? '' : event.call.arguments) : event.delta
      if (type !== 'tool-call') told += text
      return text ? { type: 'text', text } : undefined
    }
    if (type !== 'start' && type !== 'finish') return event
    const warnings = [...(event.warnings ?? []), ...healed]
    return type === 'finish' && byTool
      ? { ...event, warnings, finishReason: reasonOf(event.finishReason) }
      : { ...event, warnings }
  }
}
