// What a chat-completions server may send, as far as it is read here. Nothing of it is relied on: any field may be missing,
// null, or of another kind.

export interface WireUsage {
  readonly prompt_tokens?: number | null
  readonly completion_tokens?: number | null
  readonly total_tokens?: number | null
  readonly prompt_tokens_details?: {
    readonly cached_tokens?: number | null
    /** OpenAI, OpenRouter */
    readonly cache_write_tokens?: number | null
    readonly audio_tokens?: number | null
  } | null
  readonly completion_tokens_details?: {
    readonly reasoning_tokens?: number | null
    readonly audio_tokens?: number | null
  } | null
  /** DeepSeek */
  readonly prompt_cache_hit_tokens?: number | null
  readonly reasoning_tokens?: number | null
  /** OpenRouter: in US dollars */
  readonly cost?: unknown
}
export interface WireToolCall {
  readonly index?: number | null
  readonly id?: string | number | null
  readonly function?: { readonly name?: string | null; readonly arguments?: string | object | null } | null
}
export type WireContent = string | null | undefined | readonly WirePart[]
/** Mistral puts its thoughts among the parts of the content. */
interface WirePart {
  readonly text?: WireContent
  readonly thinking?: WireContent
}
export interface WireMessage {
  readonly content?: WireContent
  readonly refusal?: string | null
  readonly reasoning?: WireContent
  readonly reasoning_content?: WireContent
  readonly tool_calls?: readonly WireToolCall[] | null
  readonly function_call?: WireToolCall['function']
}
export interface WireChoice {
  readonly index?: number | null
  readonly delta?: WireMessage | null
  readonly message?: WireMessage | null
  readonly finish_reason?: string | null
  /** Moonshot */
  readonly usage?: WireUsage | null
}
export interface WireChat {
  readonly id?: string
  readonly model?: string
  readonly object?: string
  /** OpenAI, Groq: the tier that was served. */
  readonly service_tier?: unknown
  readonly choices?: readonly WireChoice[] | null
  readonly usage?: WireUsage | null
  readonly error?: unknown
  /** Perplexity, xAI */
  readonly citations?: readonly string[] | null
  readonly x_groq?: { readonly usage?: WireUsage | null; readonly error?: unknown } | null
}
