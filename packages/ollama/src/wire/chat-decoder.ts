import type { ChatEvent, ChatResult, ReplyHeaders } from '@aiu/core'
import { apiError, collector, failure, parsed, type ReplyDecoder, type Server } from '@aiu/core/http'
import { chatAssembler } from './chat-assembler.ts'
import { replyOf } from './reply-of.ts'
import type { WireChat } from './wire-types.ts'

/** The answer ends with the object that says so, in one way or the other; some servers leave `done` out. */
const ended = ({ done, done_reason }: WireChat): boolean => done === true || !!done_reason

/** A reply that came as one object; an error, or no complete answer, throws. */
const wholeChat = (server: Server, text: string): WireChat => replyOf<WireChat>(server, text, ended)

/** A line that is an object: what a stream is made of. */
export function lineOf<T extends { readonly error?: unknown }>(server: Server, line: string): T {
  const wire = parsed(line) as T | null | undefined
  if (typeof wire !== 'object' || !wire)
    throw failure(server, 'malformed', 'sent a line that is not JSON', line)
  if (wire.error) throw apiError(server, wire)
  return wire
}

/** The stream of a chat as events. */
export function chatDecoder(
  server: Server,
  push: (event: ChatEvent) => void,
  headers?: ReplyHeaders,
): ReplyDecoder {
  const { add, end } = chatAssembler(push, headers)
  return {
    read(line) {
      const wire = lineOf<WireChat>(server, line)
      add(wire)
      return ended(wire)
    },
    whole: (text) => add(wholeChat(server, text)),
    complete: () => false,
    end,
  }
}

/** A whole reply as a result. */
export function chatResult(server: Server, text: string, headers: ReplyHeaders): ChatResult {
  const { result, add } = collector()
  const assembler = chatAssembler(add, headers)
  assembler.add(wholeChat(server, text))
  assembler.end()
  return result
}
