import type {
  SpeakEvent,
  SpeakRequest,
  TranscribeRequest,
  TranscribeResponse,
  TranscribeResult,
} from './audio.ts'
import type { CallOptions } from './call-options.ts'
import type { ChatEvent, ChatRequest, ChatResponse, ChatResult } from './chat.ts'
import type { EmbedRequest, EmbedResponse, EmbedResult } from './embed.ts'
import type { ImageRequest, ImageResponse, ImageResult } from './image.ts'
import type { ModelsResponse, ModelsResult } from './models.ts'

/** Operations that end with one answer: the request, what the vendor said, what layers and callers get. */
export interface Calls {
  chat: { request: ChatRequest; result: ChatResult; response: ChatResponse }
  embed: { request: EmbedRequest; result: EmbedResult; response: EmbedResponse }
  listModels: { request: CallOptions; result: ModelsResult; response: ModelsResponse }
  transcribe: { request: TranscribeRequest; result: TranscribeResult; response: TranscribeResponse }
  generateImage: { request: ImageRequest; result: ImageResult; response: ImageResponse }
}
/** Operations that answer in pieces. */
export interface Streams {
  stream: { request: ChatRequest; event: ChatEvent }
  speak: { request: SpeakRequest; event: SpeakEvent }
}
export type CallOperation = keyof Calls
export type StreamOperation = keyof Streams
export type Operation = CallOperation | StreamOperation

/** Every operation that ends with one answer, for code that must cover them all. */
export const CALL_OPERATIONS = [
  'chat',
  'embed',
  'listModels',
  'transcribe',
  'generateImage',
] as const satisfies readonly CallOperation[]
/** Every operation that answers in pieces. */
export const STREAM_OPERATIONS = ['stream', 'speak'] as const satisfies readonly StreamOperation[]
