import type { Attempt } from './attempt.ts'
import type { ChatResponse } from './chat.ts'

/** What a server turned out not to take; set by healing, obeyed by the providers' mappings. */
export interface Quirks {
  /** Wire names of parameters to leave out. */
  readonly omit?: readonly string[] | undefined
  /** The wire name that the output limit goes by. */
  readonly maxTokensAs?: string | undefined
  /** How an answer that fits a schema is asked for: by the schema, by JSON mode with the schema in the prompt, or by the prompt alone. Default `schema`. */
  readonly schemaMode?: 'schema' | 'object' | 'prompt' | undefined
}

/** How a call is made. None of it reaches the wire, none of it is in a cache key (see `CALL_OPTIONS`). */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** When the whole call must have ended, in ms on the clock of `performance.now()`. */
  readonly deadline?: number | undefined
  /** One id for everything done for one call of the user's; shared by all its usage rows. */
  readonly callId?: string | undefined
  /** Labels for usage rows and spans. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** `bypass` neither reads nor stores, `refresh` only stores, `only` never goes upstream. Default `use`. */
  readonly cache?: 'use' | 'bypass' | 'refresh' | 'only' | undefined
  /** The cache's namespace for this call. */
  readonly namespace?: string | undefined
  /** Told each request that went upstream as it ends. Layers chain it; the innermost ring calls it. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined
  /** Is this answer good enough to keep? Set by `askJson`, asked by `cache` before it stores. */
  readonly accept?: ((response: ChatResponse) => boolean | Promise<boolean>) | undefined
  readonly quirks?: Quirks | undefined
}

/** The fields of a request that are not part of the question. Every other field is in a cache key. */
export const CALL_OPTIONS = [
  'signal',
  'deadline',
  'callId',
  'tags',
  'cache',
  'namespace',
  'onAttempt',
  'accept',
  'quirks',
] as const satisfies readonly (keyof CallOptions)[]
