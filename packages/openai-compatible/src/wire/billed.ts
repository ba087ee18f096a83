import type { ChatEvent, ChatResult, ReplyHeaders, Usage } from '@aiu/core'
import { parsed, type ReplyDecoder, type Server } from '@aiu/core/http'
import { chatDecoder } from './chat-decoder.ts'
import { chatResult } from './chat-result.ts'
import type { WireChat } from './wire-types.ts'

/** What everybody gets: OpenAI's words for it, and Groq's. "auto" is a wish, no tier. */
const STANDARD = /^(default|auto|standard|on_demand)?$/

/** The tier that a vendor served, where it is not the standard one. */
export const tierOf = (told: unknown): string | undefined =>
  typeof told === 'string' && !STANDARD.test(told) ? told : undefined

const count = (told: unknown): number | undefined => (typeof told === 'number' ? told : undefined)

/** What a price goes by beside the counts of `usageOf`: the service tier, and tokens of sound. */
function billed(usage: Usage | undefined, wire: WireChat): Usage | undefined {
  const told = wire.usage ?? wire.x_groq?.usage
  const inputAudioTokens = count(told?.prompt_tokens_details?.audio_tokens)
  const outputAudioTokens = count(told?.completion_tokens_details?.audio_tokens)
  const serviceTier = tierOf(wire.service_tier)
  return (
    usage && {
      ...usage,
      ...(inputAudioTokens !== undefined && { inputAudioTokens }),
      ...(outputAudioTokens !== undefined && { outputAudioTokens }),
      ...(serviceTier && { serviceTier }),
    }
  )
}

/** `chatResult` with all that a price goes by. */
export function billedResult(wire: WireChat, headers?: ReplyHeaders): ChatResult {
  const result = chatResult(wire, headers)
  const usage = billed(result.usage, wire)
  return usage ? { ...result, usage } : result
}

/** `chatDecoder` with all that a price goes by. A piece is read twice only where it tells some of that. */
export function billedDecoder(
  server: Server,
  push: (event: ChatEvent) => void,
  headers?: ReplyHeaders,
): ReplyDecoder {
  let told: WireChat = {}
  const withPrice = (event: ChatEvent): void =>
    push(
      event.type === 'finish' || event.type === 'usage'
        ? ({ ...event, usage: billed(event.usage, told) } as ChatEvent)
        : event,
    )
  const { read, whole, ...rest } = chatDecoder(server, withPrice, headers)
  const look = (text: string): void => {
    // Neither can stand in an answer: there a quote has a backslash before it.
    const tells =
      text.includes('"audio_tokens":') || (!('service_tier' in told) && text.includes('"service_tier":'))
    if (tells) told = { ...told, ...(parsed(text) as WireChat) }
  }
  return {
    ...rest,
    read(data, event) {
      look(data)
      return read(data, event)
    },
    whole(text) {
      look(text)
      whole(text)
    },
  }
}
