/** A tool call that a server is to make. */
export interface WireToolCall {
  readonly id: string
  readonly name: string
  /** JSON text. */
  readonly arguments: string
}

/** What a server is to say, whatever its wire. */
export interface WireAnswer {
  /** The text, in the pieces that a stream brings it in. */
  readonly text: readonly string[]
  /** What the model thought before it answered, in pieces. */
  readonly reasoning?: readonly string[] | undefined
  /** Its words for why it will not answer. */
  readonly refusal?: string | undefined
  readonly toolCalls?: readonly WireToolCall[] | undefined
  /** `other`: a word that no client knows. */
  readonly finishReason: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other'
  /** Absent: the server tells none. */
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | undefined
}

/** An error that a server is to tell. */
export interface WireError {
  readonly message: string
  /** The vendor's own word for it: `insufficient_quota`. */
  readonly code?: string | undefined
  /** The kind the vendor puts it in: `rate_limit_error`. */
  readonly type?: string | undefined
}

/** A model that a server is to offer. */
export interface WireModel {
  readonly id: string
  readonly contextLength?: number | undefined
  readonly capabilities?: readonly string[] | undefined
}

/** A reply to a request that belongs to one wire alone. */
export interface WireReply {
  readonly body: string
  /** Default `application/json`. */
  readonly contentType?: string | undefined
}

/** A request as a server got it. */
export interface WireRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body, where it is a JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/** What a request asks for. */
export type WireAsk =
  | { readonly operation: 'chat'; readonly stream: boolean }
  | { readonly operation: 'embed'; readonly input: readonly string[] }
  | { readonly operation: 'listModels' }

/**
 * How the servers of one wire speak: pure functions from what is to be said to the bytes that say it. With it the fault server and
 * the contract suites speak to a provider as its own server does. A function that returns `undefined` has no word for it.
 */
export interface WireKit {
  /** In reports: "chat completions". */
  readonly name: string
  /** What follows the origin in a base URL: `/v1`. Empty: nothing. */
  readonly path: string
  /** Content type of a streamed answer. */
  readonly streams: 'text/event-stream' | 'application/x-ndjson'
  /** What a request asks for; `undefined`: nothing that this wire knows, which is answered with 404. */
  asks(request: WireRequest): WireAsk | undefined
  /** A whole answer, as the JSON body of a reply. Absent: every answer of this wire is streamed. */
  whole?(answer: WireAnswer): string | undefined
  /**
   * A streamed answer: one piece for each piece of text and for each tool call, with whatever must come before it, and a last one
   * that completes it. Without the last piece it is not complete; the usage stands in the last one.
   */
  stream(answer: WireAnswer): readonly string[] | undefined
  /** The body of a reply that tells an error. */
  error(error: WireError): string | undefined
  /** Pieces of a stream that tell an error in the middle of it, by the name of their shape. */
  errorsInStream(message: string): Readonly<Record<string, string>>
  /** Other bodies that tell an error, with a good status too, by the name of their shape. */
  errorShapes?(message: string): Readonly<Record<string, string>>
  /** Vectors, one for each input; `undefined` where a server of this wire embeds nothing. */
  embeddings?(vectors: readonly (readonly number[])[]): string
  models?(models: readonly WireModel[]): string
  /** Replies to what clients of this wire ask beside: a version, what one model can do. Asked before `asks`. */
  also?(request: WireRequest): WireReply | undefined
  /** Further streams that only this wire knows, by fault and variant: the pieces of each, ended cleanly. */
  dialects?(): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** The answer that a healthy server gives. */
export const HELLO: WireAnswer = {
  text: ['Hel', 'lo.'],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 2 },
}

/** The models that a healthy server offers. */
export const MODELS: readonly WireModel[] = [
  { id: 'example-1', contextLength: 8192, capabilities: ['tools', 'vision'] },
  { id: 'example-2' },
]

/** The call that a server makes where it is to call a tool. */
export const OSLO: WireToolCall = { id: 'call_a', name: 'weather', arguments: '{"city":"Oslo"}' }

/** The answer as pieces; a kit that has no word for plain text is none. */
export function piecesOf(wire: WireKit, answer: WireAnswer): readonly string[] {
  const pieces = wire.stream(answer)
  if (!pieces) throw new TypeError(`The wire kit "${wire.name}" streams no ${answer.finishReason} answer.`)
  return pieces
}
