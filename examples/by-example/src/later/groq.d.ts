// LATER: this package does not exist yet. Its types to be, so that the examples can be written against them.
// Delete this file when it comes.

declare module '@aiu/groq' {
  import type { ChatEvent, ChatRequest, ChatResult, ModelListProvider, Provider } from '@aiu/core'

  export type GroqModel = 'openai/gpt-oss-120b' | 'openai/gpt-oss-20b' | (string & {})
  /** Groq's own parameters. */
  export interface GroqExtra {
    readonly service_tier?: 'on_demand' | 'flex' | 'auto'
    readonly reasoning_format?: 'hidden' | 'raw' | 'parsed'
  }
  export interface GroqRequest extends ChatRequest {
    readonly model?: GroqModel | undefined
    readonly extra?: GroqExtra | undefined
  }
  export interface GroqProvider extends Provider, ModelListProvider {
    chat(request: GroqRequest): Promise<ChatResult>
    stream(request: GroqRequest): AsyncIterable<ChatEvent>
  }
  export interface GroqOptions {
    /** Default: `GROQ_API_KEY`, read by the vendor's SDK at the first request. */
    readonly apiKey?: string | undefined
    readonly model?: GroqModel | undefined
    readonly baseURL?: string | undefined
  }
  export function groq(options?: GroqOptions): GroqProvider
}

declare module '@aiu/groq/audio' {
  import type { TranscriptionProvider } from '@aiu/core'
  export function groqAudio(options?: {
    readonly model?: string | undefined
    readonly apiKey?: string | undefined
  }): TranscriptionProvider
}
