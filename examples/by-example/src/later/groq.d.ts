// LATER: this entry does not exist yet. Its types to be, so that the examples can be written against them.
// Delete this file when it comes.

declare module '@aiu/groq/audio' {
  import type { TranscriptionProvider } from '@aiu/core'
  export function groqAudio(options?: {
    readonly model?: string | undefined
    readonly apiKey?: string | undefined
  }): TranscriptionProvider
}
