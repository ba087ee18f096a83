import type { ChatRequest } from '@aiu/core'

/** The engine's own ways of choosing the next token, beside `temperature` and `topP`. */
export interface LocalExtra {
  /** Only the K most likely tokens; 0 for all. Counts when `temperature` is above 0. Default 40. */
  readonly topK?: number | undefined
  /** Drops tokens less likely than this share of the most likely one, 0 to 1. Counts when `temperature` is above 0. Default 0. */
  readonly minP?: number | undefined
  /** Makes tokens of the answer's last 64 this much less likely; `false` or 1 for not at all. Default 1.1. */
  readonly repeatPenalty?: number | false | undefined
}

/** A question to a local model. Without `temperature` the likeliest token is always taken. */
export interface LocalChatRequest extends ChatRequest {
  readonly extra?: LocalExtra | undefined
}
