import type { Cost, Usage } from '@aiu/core'
import type { CountText, PricedUse } from '@aiu/core/accounting'
import type { Made } from '../writer/writer.ts'
import type { Places } from './places.ts'

/** What all calls of one tracker share. */
export interface House {
  readonly client: string | undefined
  /** The app's own tokenizer, where it gave one. It does not throw. */
  readonly countText: CountText | undefined
  /** What a use costs; `undefined` when it is not known. It does not throw. */
  costOf(usage: Usage | undefined, use: PricedUse): Cost | undefined
  /** The app gave prices, so that an answer without a cost wants a word. */
  readonly priced: boolean
  newId(): string
  write(row: Made): void
  /** What is to be told at the latest when the tracker closes. */
  readonly open: Places<() => void>
}
