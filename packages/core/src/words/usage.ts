/** What a call used. A figure nobody told is `undefined`, never 0. */
export interface Usage {
  readonly inputTokens?: number | undefined
  /** As the vendor counts them: most count reasoning in, some leave it out (then `totalTokens` exceeds the sum). */
  readonly outputTokens?: number | undefined
  readonly totalTokens?: number | undefined
  /** Of the input tokens, those the vendor had in its own prompt cache. */
  readonly cachedInputTokens?: number | undefined
  /** Of the input tokens, those written into the vendor's prompt cache. */
  readonly cacheWriteTokens?: number | undefined
  readonly reasoningTokens?: number | undefined
  /** Of the input tokens, those of sound. */
  readonly inputAudioTokens?: number | undefined
  /** Of the output tokens, those of sound. */
  readonly outputAudioTokens?: number | undefined
  /** Of a recording that was transcribed. */
  readonly audioSeconds?: number | undefined
  /** Of a text that was spoken. */
  readonly characters?: number | undefined
  /** How many were made. */
  readonly images?: number | undefined
  /** The vendor's own word for the tier it served and bills by: "flex", "priority", "batch". Absent: not told, or the standard one. */
  readonly serviceTier?: string | undefined
  /** Told by the vendor, counted with a tokenizer, or estimated from the text's length. */
  readonly source: 'provider' | 'counted' | 'estimated'
}

/** One line of a cost: what it is for, how many units, and what they cost together. */
export interface CostLine {
  readonly what: string
  readonly units: number
  readonly amount: number
}

/** What a call cost, and where the figure comes from. */
export interface Cost {
  readonly amount: number
  /** ISO 4217, "USD". */
  readonly currency: string
  /** `provider` when the vendor told the amount itself; else the price table's name. */
  readonly source: string
  /** ISO date of the price used. Absent when the vendor told the amount. */
  readonly priceDate?: string | undefined
  readonly lines: readonly CostLine[]
}
