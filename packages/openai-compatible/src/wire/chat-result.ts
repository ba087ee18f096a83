import type { ChatResult, ReplyHeaders } from '@aiu/core'
import { collector, type Server } from '@aiu/core/http'
import { chatAssembler } from './chat-assembler.ts'
import { replyOf } from './reply-of.ts'
import type { WireChat } from './wire-types.ts'

/** A reply that came as one JSON text; an error, or no answer, throws. */
export const wholeChat = (server: Server, text: string): WireChat =>
  replyOf<WireChat>(server, text, (wire) => wire?.choices?.[0]?.message)

/** A whole reply as a result. */
export function chatResult(wire: WireChat, headers?: ReplyHeaders): ChatResult {
  const { result, add } = collector()
  const assembler = chatAssembler(add, headers)
  assembler.add(wire)
  assembler.end()
  return result
}
