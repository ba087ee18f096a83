import type { TokenKind } from '../rates.ts'

/** Which models. `*` stands for any characters; absent: any. Letters' case does not matter. */
export interface Models {
  /** The provider's name, or its base URL: "groq", "https://gateway.example/*". */
  readonly provider?: string | undefined
  /** "llama-3.3-70b-versatile", "ft:gpt-4o-mini*". */
  readonly model?: string | undefined
}

/** A price of the app's own: a contract's, a gateway's, a newer one than the table's. Money is in units of the currency. */
export interface OwnPrice extends Models {
  /**
   * By the million tokens. `cachedInput` and `cacheWrite` cost as `input` where they are absent, `reasoning` as `output`. Any other kind
   * that is absent and used makes the cost unknown; 0 is free.
   */
  readonly perMillion?: { readonly [K in TokenKind]?: number | undefined } | undefined
  readonly perRequest?: number | undefined
  /** Of a recording that is transcribed. */
  readonly perMinute?: number | undefined
  /** Seconds that are billed at least. */
  readonly leastSeconds?: number | undefined
  /** Of text that is spoken. */
  readonly perMillionCharacters?: number | undefined
  readonly perImage?: number | undefined
  /** The service tier that it is for, with `*`. Absent: whatever the tier. */
  readonly tier?: string | undefined
  /** First day of UTC, "2026-11-01". Absent: since ever. */
  readonly from?: string | undefined
  /** First day of UTC on which it does not hold any more. Absent: for good. */
  readonly until?: string | undefined
  /** In `cost.source`. Default "own". */
  readonly source?: string | undefined
}
