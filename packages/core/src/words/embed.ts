import type { CallOptions } from './call-options.ts'
import type { BaseTold, ResponseBase } from './response-base.ts'

export interface EmbedRequest extends CallOptions {
  readonly input: readonly string[]
  readonly model?: string | undefined
  /** Length of each vector, for models that let one choose. */
  readonly dimensions?: number | undefined
  readonly extra?: object | undefined
}
export interface EmbedResult extends BaseTold {
  /** One vector for each input, in its order. */
  readonly embeddings: readonly (readonly number[])[]
}
export interface EmbedResponse extends ResponseBase {
  /** One vector for each input, in its order. */
  readonly embeddings: readonly (readonly number[])[]
}
