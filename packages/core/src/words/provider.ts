import type { SpeakEvent, SpeakRequest, TranscribeRequest, TranscribeResult } from './audio.ts'
import type { CallOptions } from './call-options.ts'
import type { ChatEvent, ChatRequest, ChatResult } from './chat.ts'
import type { EmbedRequest, EmbedResult } from './embed.ts'
import type { ImageRequest, ImageResult } from './image.ts'
import type { ModelsResult } from './models.ts'

/** Who answers: what every provider, and everything made of providers, tells of itself. */
export interface Endpoint {
  /** "groq": in cache keys, usage rows and errors. */
  readonly name: string
  readonly baseURL?: string | undefined
  readonly defaultModel?: string | undefined
  /**
   * What reaches the wire but stands in no request: an API flavor, default parameters, an organization. With name and
   * base URL in cache and limit keys, so never a secret.
   */
  readonly scope?: string | undefined
  /** Of a provider made of providers. A budget reserves for the dearest. */
  readonly members?: readonly Endpoint[] | undefined
  /** Any member's answer is as good as another's (`route`, `hedge`), so it may be cached as the whole's. Not so in `fallback`. */
  readonly interchangeable?: boolean | undefined
}

/**
 * Answers questions. A plain object; what else it can do is what methods it has. Each method passes `request.signal` on and
 * throws an `AiuError`; core fills in what the result leaves out.
 */
export interface Provider extends Endpoint {
  chat(request: ChatRequest): Promise<ChatResult>
  /** Ends with a `finish` event, or throws. `return()` closes the connection. */
  stream(request: ChatRequest): AsyncIterable<ChatEvent>
}
export interface EmbeddingProvider extends Endpoint {
  embed(request: EmbedRequest): Promise<EmbedResult>
}
export interface ModelListProvider extends Endpoint {
  listModels(request: CallOptions): Promise<ModelsResult>
}
export interface TranscriptionProvider extends Endpoint {
  transcribe(request: TranscribeRequest): Promise<TranscribeResult>
}
export interface SpeechProvider extends Endpoint {
  speak(request: SpeakRequest): AsyncIterable<SpeakEvent>
}
export interface ImageProvider extends Endpoint {
  generateImage(request: ImageRequest): Promise<ImageResult>
}

type Capability =
  | EmbeddingProvider
  | ModelListProvider
  | TranscriptionProvider
  | SpeechProvider
  | ImageProvider

/** A provider known only at run time: it may have any of the methods. */
export type AnyProvider = Provider &
  Partial<EmbeddingProvider & ModelListProvider & TranscriptionProvider & SpeechProvider & ImageProvider>

type IfAll<P, C extends Capability> = [P] extends [C] ? C : unknown

/** What all of several providers can do: the type of `fallback(a, b)`. */
export type Common<P extends Endpoint> = Provider &
  IfAll<P, EmbeddingProvider> &
  IfAll<P, ModelListProvider> &
  IfAll<P, TranscriptionProvider> &
  IfAll<P, SpeechProvider> &
  IfAll<P, ImageProvider>

/** The options of a chat with this provider: its own models and extras, spelled out. */
export type ChatOptions<P extends Provider> = Omit<Parameters<P['chat']>[0], 'messages'> & {
  /** Put before the conversation as a system message. */
  readonly system?: string | undefined
}
