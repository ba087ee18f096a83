import type { Groq } from 'groq-sdk'
import type { ChatCompletionCreateParamsBase } from 'groq-sdk/resources/chat/completions'

/** A model's name: any, or one of those that groq-sdk knows. */
export type GroqModel = ChatCompletionCreateParamsBase['model']

/** https://console.groq.com/docs/service-tiers */
export type GroqServiceTier = NonNullable<ChatCompletionCreateParamsBase['service_tier']>

/** https://console.groq.com/docs/reasoning */
export type GroqReasoningFormat = NonNullable<ChatCompletionCreateParamsBase['reasoning_format']>

/**
 * Groq's own parameters, as groq-sdk has them: `documents`, `search_settings`, `parallel_tool_calls`, a `tools` with its built-in ones,
 * `reasoning_effort: 'default'`. Left out are those that every request has a word for, and those that groq-sdk 1.6 calls unsupported.
 */
export type GroqExtra = Omit<
  Partial<ChatCompletionCreateParamsBase>,
  | 'messages'
  | 'model'
  | 'stream'
  | 'temperature'
  | 'top_p'
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'seed'
  | 'stop'
  | 'response_format'
  | 'frequency_penalty'
  | 'presence_penalty'
  | 'logit_bias'
  | 'logprobs'
  | 'top_logprobs'
  | 'metadata'
  | 'store'
>

export interface GroqOptions {
  /** Default: what groq-sdk finds when it is first used: `GROQ_API_KEY`. */
  readonly apiKey?: string | undefined
  /** With or without the API's path `/openai/v1`. Default `https://api.groq.com`. No environment is asked for it. */
  readonly baseURL?: string | undefined
  /** For requests that name none. Default `openai/gpt-oss-120b`. */
  readonly model?: GroqModel | undefined
  /** In errors, usage rows and cache keys. Default `groq`. */
  readonly name?: string | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined
  /** Largest reply or event, in bytes after decompression. Default 64 MiB. */
  readonly maxReplyBytes?: number | undefined
  /**
   * A client of groq-sdk, in place of `apiKey`, `baseURL`, `headers` and `fetch`: its own are used. Its retries and its time limit are
   * not: layers do that.
   */
  readonly client?: Groq | undefined
  /** Whose capacity is used. Default: not sent, which is `on_demand`. */
  readonly serviceTier?: GroqServiceTier | undefined
  /**
   * Where a model's thoughts stand: `parsed` on their own, `raw` in the text between `<think>` tags, `hidden` nowhere. Sent with every
   * chat, and refused by models that do not take it. Default: `parsed` for Qwen 3 models, whose text would have them in it; else not sent.
   */
  readonly reasoningFormat?: GroqReasoningFormat | undefined
}
