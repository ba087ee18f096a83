import type { AssistantPart, ChatResult, ReplyHeaders } from '@aiu/core'
import { failure, parsed, apiError, type Server } from '@aiu/core/http'
import { chatAssembler } from './chat-assembler.ts'
import type { WireChat } from './wire-types.ts'

/** A reply that came as one JSON text. HTTP 200 is not success: an error inside, or no answer, throws. */
export function wholeChat(server: Server, text: string): WireChat {
  const wire = parsed(text) as WireChat | undefined
  if (wire?.error || wire?.object === 'error') throw apiError(server, wire)
  if (!wire?.choices?.[0]?.message) throw failure(server, 'malformed', 'sent no answer', text || 'an empty reply')
  return wire
}

/** A whole reply as a result. */
export function chatResult(wire: WireChat, headers?: ReplyHeaders): ChatResult {
  const parts: AssistantPart[] = []
  let result: ChatResult = { parts, finishReason: 'other', headers }
  const { add, end } = chatAssembler((event) => {
    if (event.type === 'tool-call') parts.push(event.call)
    else if (event.type === 'finish') {
      const { type: _, ...told } = event
      result = { ...result, ...told }
    } else if (event.type === 'text' || event.type === 'reasoning' || event.type === 'refusal' || event.type === 'source')
      parts.push(event as AssistantPart)
  })
  add(wire)
  end()
  return result
}
