import type {
  ChatEvent,
  ChatRequest,
  ChatResult,
  EmbeddingProvider,
  HealthProvider,
  ModelListProvider,
  Provider,
} from '@aiu/core'
import type OpenAI from 'openai'

/** Parameters of the Responses API that have no name of ours: `store`, `service_tier`, `instructions`, built-in tools. They win over ours. */
export type ResponsesExtra = Omit<
  OpenAI.Responses.ResponseCreateParamsNonStreaming,
  'model' | 'input' | 'stream' | 'background' | 'temperature' | 'top_p' | 'max_output_tokens'
>
/** Parameters of chat completions that have no name of ours: `service_tier`, `verbosity`, `logit_bias`. They win over ours. */
export type ChatCompletionsExtra = Omit<
  Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>,
  | 'model'
  | 'messages'
  | 'stream'
  | 'stream_options'
  | 'n'
  | 'temperature'
  | 'top_p'
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'seed'
  | 'stop'
  | 'functions'
  | 'function_call'
>

/** A question to the Responses API. */
export interface OpenAIRequest extends ChatRequest {
  readonly model?: (string & {}) | OpenAI.ResponsesModel | undefined
  /** `reasoning` and `text` are put onto ours field by field; all else replaces ours. */
  readonly extra?: ResponsesExtra | undefined
}
/** A question to chat completions. */
export interface OpenAIChatRequest extends ChatRequest {
  readonly model?: (string & {}) | OpenAI.ChatModel | undefined
  readonly extra?: ChatCompletionsExtra | undefined
}

interface Asked<Q extends ChatRequest>
  extends Provider,
    ModelListProvider,
    EmbeddingProvider,
    HealthProvider {
  readonly baseURL: string
  readonly defaultModel: string
  readonly scope: string
  chat(request: Q): Promise<ChatResult>
  stream(request: Q): AsyncIterable<ChatEvent>
}
/** OpenAI by the Responses API. */
export interface OpenAIProvider extends Asked<OpenAIRequest> {}
/** OpenAI by chat completions. */
export interface OpenAIChatProvider extends Asked<OpenAIChatRequest> {}
