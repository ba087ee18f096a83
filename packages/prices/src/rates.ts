/** What of a call is billed by the token. */
export type TokenKind =
  | 'input'
  | 'cachedInput'
  | 'cacheWrite'
  | 'output'
  | 'reasoning'
  | 'inputAudio'
  | 'outputAudio'

/** What a model costs, in units of the currency. */
export interface Rates {
  /** The price's own name, as it stands in `cost.source`. */
  readonly source: string
  /** ISO 4217, "USD". */
  readonly currency: string
  /** ISO date. */
  readonly date?: string | undefined
  /** By the million tokens. Cached and written input cost as input where they have no price of their own, reasoning as output. */
  readonly perMillion: { readonly [K in TokenKind]?: number | undefined }
  readonly perRequest?: number | undefined
  /** Of sound that is heard. */
  readonly perHour?: number | undefined
  /** A shorter recording is billed as so long. */
  readonly leastSeconds?: number | undefined
  /** Of text that is spoken. */
  readonly perMillionCharacters?: number | undefined
  readonly perImage?: number | undefined
  /** All of it times this: the discount or surcharge of a service tier. */
  readonly factor: number
  /** A kind of use that is priced apart and that no usage tells: "tokens of images". */
  readonly apart?: string | undefined
}
