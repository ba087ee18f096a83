import type { ChatResult, ReplyHeaders } from '@aiu/core'
import { apiError, collector, failure, parsed, type Server } from '@aiu/core/http'
import { chatAssembler } from './chat-assembler.ts'
import type { WireChat } from './wire-types.ts'

/** A reply that came as one JSON text. HTTP 200 is not success: an error inside, or no answer, throws. */
export function wholeChat(server: Server, text: string): WireChat {
  const wire = parsed(text) as WireChat | undefined
  if (wire?.error || wire?.object === 'error') throw apiError(server, wire)
  if (!wire?.choices?.[0]?.message)
    throw failure(server, 'malformed', 'sent no answer', text || 'an empty reply')
  return wire
}

/** A whole reply as a result. */
export function chatResult(wire: WireChat, headers?: ReplyHeaders): ChatResult {
  const { result, add } = collector()
  const assembler = chatAssembler(add, headers)
  assembler.add(wire)
  assembler.end()
  return result
}
