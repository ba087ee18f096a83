import type { BaseTold, ResponseBase } from './response-base.ts'

/** A model the server offers. What the server does not tell is absent. */
export interface ModelInfo {
  readonly id: string
  /** Most tokens of input and output together. */
  readonly contextLength?: number | undefined
  /** The vendor's own words for what it can do: "tools", "vision". */
  readonly capabilities?: readonly string[] | undefined
}
export interface ModelsResult extends BaseTold {
  readonly models: readonly ModelInfo[]
}
export interface ModelsResponse extends ResponseBase {
  readonly models: readonly ModelInfo[]
}
