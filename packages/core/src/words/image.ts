import type { CallOptions } from './call-options.ts'
import type { Media } from './messages.ts'
import type { BaseTold, ResponseBase } from './response-base.ts'

export interface ImageRequest extends CallOptions {
  readonly prompt: string
  /** "1024x1024"; the vendor's own list. */
  readonly size?: string | undefined
  /** How many. Default 1. */
  readonly n?: number | undefined
  readonly model?: string | undefined
  readonly extra?: object | undefined
}
export interface ImageResult extends BaseTold {
  readonly images: readonly Media[]
}
export interface ImageResponse extends ResponseBase {
  readonly images: readonly Media[]
}
