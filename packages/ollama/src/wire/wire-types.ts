// What Ollama may send, as far as it is read here. Nothing of it is relied on: any field may be missing, null, or of another kind.

export interface WireToolCall {
  readonly id?: string | null
  readonly function?: { readonly name?: string | null; readonly arguments?: object | string | null } | null
}
export interface WireCounts {
  readonly prompt_eval_count?: number | null
  readonly eval_count?: number | null
}
/** https://github.com/ollama/ollama/blob/main/api/types.go, `ChatResponse` */
export interface WireChat extends WireCounts {
  readonly model?: string
  readonly message?: {
    readonly content?: string | null
    readonly thinking?: string | null
    readonly tool_calls?: readonly WireToolCall[] | null
  } | null
  readonly done?: boolean | null
  readonly done_reason?: string | null
  readonly error?: unknown
}
export interface WireModel {
  readonly name?: string
  readonly model?: string
  /** These two are told by newer servers alone. */
  readonly capabilities?: readonly string[] | null
  readonly details?: { readonly family?: string | null; readonly context_length?: number | null } | null
  /** Of models that Ollama passes on to its cloud. */
  readonly remote_host?: string | null
}
