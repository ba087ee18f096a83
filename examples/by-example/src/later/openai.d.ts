// LATER: this package does not exist yet. Its types to be, so that the examples can be written against them.
// Delete this file when it comes.

declare module '@aiu/openai' {
  import type {
    ChatEvent,
    ChatRequest,
    ChatResult,
    EmbeddingProvider,
    ImageProvider,
    ModelListProvider,
    Provider,
  } from '@aiu/core'

  export type OpenAIModel = 'gpt-6-luna' | 'gpt-6.1-terra' | 'gpt-6.1-sol' | (string & {})
  /** OpenAI's own parameters. */
  export interface OpenAIExtra {
    readonly service_tier?: 'auto' | 'default' | 'flex' | 'priority'
    readonly store?: boolean
    readonly metadata?: Readonly<Record<string, string>>
  }
  export interface OpenAIRequest extends ChatRequest {
    readonly model?: OpenAIModel | undefined
    readonly extra?: OpenAIExtra | undefined
  }
  export interface OpenAIProvider extends Provider, EmbeddingProvider, ModelListProvider, ImageProvider {
    chat(request: OpenAIRequest): Promise<ChatResult>
    stream(request: OpenAIRequest): AsyncIterable<ChatEvent>
  }
  export interface OpenAIOptions {
    /** Default: `OPENAI_API_KEY`, read by the vendor's SDK at the first request. */
    readonly apiKey?: string | undefined
    readonly model?: OpenAIModel | undefined
    readonly baseURL?: string | undefined
    /** Default `responses`. */
    readonly api?: 'responses' | 'chat' | undefined
  }
  export function openai(options?: OpenAIOptions): OpenAIProvider
}

declare module '@aiu/openai/audio' {
  import type { SpeechProvider, TranscriptionProvider } from '@aiu/core'
  export function openaiAudio(options?: {
    readonly model?: string | undefined
    readonly apiKey?: string | undefined
  }): TranscriptionProvider & SpeechProvider
}
