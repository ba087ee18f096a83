// LATER: this entry does not exist yet. Its types to be, so that the examples can be written against them.
// Delete this file when it comes.

declare module '@aiu/openai/audio' {
  import type { SpeechProvider, TranscriptionProvider } from '@aiu/core'
  export function openaiAudio(options?: {
    readonly model?: string | undefined
    readonly apiKey?: string | undefined
  }): TranscriptionProvider & SpeechProvider
}
