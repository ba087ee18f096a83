// LATER: these packages do not exist yet. Their types to be, so that the examples can be written against them.
// Delete this file when they come.

declare module '@aiu/audio' {
  import type { SpeechProvider, TranscribeResponse, TranscriptionProvider } from '@aiu/core'

  export interface TranscribeOptions {
    /** ISO 639-1. Default: found out. */
    readonly language?: string | undefined
    readonly prompt?: string | undefined
    readonly signal?: AbortSignal | undefined
  }
  /** Long recordings are cut and put together again. */
  export function transcribe(
    provider: TranscriptionProvider,
    audio: Uint8Array,
    options?: TranscribeOptions,
  ): Promise<TranscribeResponse>

  /** Sound as it comes. */
  export interface Speech extends AsyncIterable<Uint8Array> {
    /** All of it. */
    bytes(): Promise<Uint8Array>
  }
  export interface SpeakOptions {
    readonly voice?: string | undefined
    readonly format?: string | undefined
    readonly signal?: AbortSignal | undefined
  }
  export function speak(provider: SpeechProvider, text: string, options?: SpeakOptions): Speech
}

declare module '@aiu/audio/node' {
  import type { Speech } from '@aiu/audio'
  export function audioFromFile(path: string): Promise<Uint8Array>
  export function writeAudio(path: string, speech: Speech): Promise<void>
}

declare module '@aiu/files' {
  import type { CacheStore, Layer } from '@aiu/core'
  /** Sends files in the form a provider takes: inline, by URL, or uploaded, each content once. */
  export function attach(memory?: CacheStore): Layer
}

declare module '@aiu/files/node' {
  import type { FilePart } from '@aiu/core'
  export function fileFromPath(path: string): Promise<FilePart>
}
