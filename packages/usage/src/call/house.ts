import type { Pricing } from '../cost/pricing.ts'
import type { Gauge } from '../estimate/gauge.ts'
import type { Made } from '../writer/writer.ts'
import type { Places } from './places.ts'

/** What all calls of one tracker share. */
export interface House {
  readonly client: string | undefined
  readonly gauge: Gauge
  readonly costOf: Pricing
  /** The app gave prices, so that an answer without a cost wants a word. */
  readonly priced: boolean
  newId(): string
  write(row: Made): void
  /** What is to be told at the latest when the tracker closes. */
  readonly open: Places<() => void>
}
