// What a server of the Responses API may send, as far as it is read here. Nothing of it is relied on: any field may be missing,
// null, or of another kind.

export interface WirePart {
  readonly text?: unknown
  readonly refusal?: unknown
  readonly annotations?: readonly WireAnnotation[] | null
}
export interface WireAnnotation {
  readonly url?: unknown
  readonly title?: unknown
}
/** A message, a thought, a call of a tool, or something a tool of the vendor's own left behind. */
export interface WireItem {
  readonly type?: string
  readonly id?: string
  readonly status?: string | null
  readonly content?: readonly WirePart[] | string | null
  readonly summary?: readonly WirePart[] | null
  readonly encrypted_content?: unknown
  readonly call_id?: string
  readonly name?: unknown
  readonly arguments?: unknown
  /** Of a custom tool: free text in place of arguments. */
  readonly input?: unknown
}
interface WireUsage {
  readonly input_tokens?: unknown
  readonly output_tokens?: unknown
  readonly total_tokens?: unknown
  readonly input_tokens_details?: {
    readonly audio_tokens?: unknown
    readonly cached_tokens?: unknown
    readonly cache_write_tokens?: unknown
  } | null
  readonly output_tokens_details?: {
    readonly audio_tokens?: unknown
    readonly reasoning_tokens?: unknown
  } | null
}
export interface WireResponse {
  readonly id?: string
  readonly model?: string
  readonly object?: string
  readonly status?: string | null
  /** The tier that was served. */
  readonly service_tier?: unknown
  readonly error?: unknown
  readonly incomplete_details?: { readonly reason?: string | null } | null
  readonly output?: readonly WireItem[] | null
  readonly usage?: WireUsage | null
}
export interface WireEvent {
  readonly type?: string
  readonly object?: string
  readonly error?: unknown
  readonly response?: WireResponse | null
  readonly item?: WireItem | null
  readonly item_id?: string
  readonly output_index?: number
  readonly summary_index?: number
  readonly delta?: unknown
  readonly arguments?: unknown
  readonly annotation?: WireAnnotation | null
}
