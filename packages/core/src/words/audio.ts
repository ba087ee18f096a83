import type { CallOptions } from './call-options.ts'
import type { BaseTold, ResponseBase } from './response-base.ts'

export interface TranscribeRequest extends CallOptions {
  readonly audio: Uint8Array
  /** Default: found from the bytes. */
  readonly mediaType?: string | undefined
  /** ISO 639-1, "en". Default: the vendor finds out. */
  readonly language?: string | undefined
  readonly prompt?: string | undefined
  readonly model?: string | undefined
  readonly extra?: object | undefined
}
/** A stretch of speech; `start` and `end` in seconds. */
export interface Segment {
  readonly start: number
  readonly end: number
  readonly text: string
}
export interface TranscribeResult extends BaseTold {
  readonly text: string
  readonly segments: readonly Segment[]
  readonly language?: string | undefined
  readonly durationSeconds?: number | undefined
}
export interface TranscribeResponse extends ResponseBase {
  readonly text: string
  readonly segments: readonly Segment[]
  readonly language?: string | undefined
  readonly durationSeconds?: number | undefined
}

export interface SpeakRequest extends CallOptions {
  readonly text: string
  readonly voice?: string | undefined
  /** "mp3", "wav"; the vendor's own list. */
  readonly format?: string | undefined
  readonly model?: string | undefined
  readonly extra?: object | undefined
}
export type SpeakEvent =
  | { readonly type: 'start'; readonly mediaType: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | ({ readonly type: 'finish' } & BaseTold)
