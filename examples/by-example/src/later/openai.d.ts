// LATER: what this package does not have yet. Its types to be, so that the examples can be written against them.
// Delete this file when it comes.

import type { SpeechProvider, TranscriptionProvider } from '@aiu/core'

declare module '@aiu/openai' {
  export function openaiAudio(options?: {
    readonly model?: string | undefined
    readonly apiKey?: string | undefined
  }): TranscriptionProvider & SpeechProvider
}
