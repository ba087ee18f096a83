import { readChat, readChatStream } from './plain-chat.ts'
import { readOllama, readOllamaStream } from './plain-ollama.ts'
import { readResponse, readResponseStream } from './plain-responses.ts'
import type { Wire } from './plain-told.ts'

/** What a chat reply holds, in the vendor's own words. It is what a fixture's `expected` says. */
export interface PlainOutcome {
  text: string
  reasoning: string
  refusal: string
  toolCalls: { id?: string; name: string; arguments: string }[]
  sources: string[]
  finishReason: string | null
  /** The last usage seen; `null`: none was told. */
  usage: {
    input?: number
    output?: number
    total?: number
    cachedInput?: number
    reasoning?: number
  } | null
  model?: string
  id?: string
  /** `told` by the server, or the reply stops before its end, or it is no reply at all. */
  error?: {
    kind: 'told' | 'truncated' | 'malformed'
    message?: string
    code?: string | number
    type?: string
  }
  /** Of a stream: the first and the last byte of the event that completes the answer. */
  ending?: { start: number; end: number }
}

/** A reply to be read. */
export interface PlainReply {
  readonly stream: boolean
  /** Whose words it is in. Default: chat completions. */
  readonly api?: 'chat' | 'responses' | 'ollama-chat' | undefined
}

/** The outcome that a correct client must report for a body, however it is cut into packets. */
export function plainOutcome(body: Uint8Array, { stream, api = 'chat' }: PlainReply): PlainOutcome {
  const [readWhole, readStream] = {
    chat: [readChat, readChatStream] as const,
    responses: [readResponse, readResponseStream] as const,
    'ollama-chat': [readOllama, readOllamaStream] as const,
  }[api]
  const state = fresh()
  if (stream) readStream(state, body)
  else readAll(state, new TextDecoder().decode(body), readWhole)
  for (const call of state.toolCalls) call.arguments ||= '{}'
  if (state.error) state.toolCalls = []
  return state
}

const fresh = (): PlainOutcome => ({
  text: '',
  reasoning: '',
  refusal: '',
  toolCalls: [],
  sources: [],
  finishReason: null,
  usage: null,
})

/** A whole reply: `read` says whether it is one. */
function readAll(
  state: PlainOutcome,
  text: string,
  read: (state: PlainOutcome, wire: Wire) => boolean,
): void {
  let wire: Wire
  try {
    wire = JSON.parse(text)
  } catch {
    state.error = { kind: 'malformed' }
    return
  }
  if (!read(state, wire)) state.error ??= { kind: 'malformed' }
}
