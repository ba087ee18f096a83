import { AiuError, newId, type Price, type UsageColumn, type UsageRow, type UsageStore } from '@aiu/core'
import { priceUsage } from '@aiu/core/accounting'
import { checkNumber } from '@aiu/core/layer-kit'
import type { House } from './call/house.ts'
import { places } from './call/places.ts'
import { watchCall } from './call/watch-call.ts'
import { ownRow } from './own-row.ts'
import { queryOf, type RowsQuery } from './query/period.ts'
import { totalsOf } from './query/totals.ts'
import { guarded, type Tell, type UsageReport } from './report.ts'
import { memoryUsage } from './store/memory-usage.ts'
import type { UsageTracker } from './tracker.ts'
import { writer } from './writer/writer.ts'

export interface UsageTrackerOptions {
  /** Where rows are kept. Default: a memory of its own. */
  readonly store?: UsageStore | undefined
  /** What a use costs, such as `costOf` of `@aiu/prices`. Without it, costs are those that vendors tell. */
  readonly price?: Price | undefined
  /** Tokens of a text, for answers that were cut or left before the server told its usage. Default: estimated from their length. */
  readonly countTokens?: CountTokens | undefined
  /** Whose rows these are, in the column `client`. */
  readonly client?: string | undefined
  /** Told what goes wrong in the background. What it throws changes nothing. */
  readonly onReport?: ((report: UsageReport) => void) | undefined
  /** How long a row waits for others before they are written together, in ms, up to 60,000. Default 50. */
  readonly flushMs?: number | undefined
  /** How long the store may take to append, in ms. Default 5,000. Then it is asked again with the same rows. */
  readonly patienceMs?: number | undefined
  /** How many rows may wait for a store that takes none. Default 50,000. Further ones are lost, and reported. */
  readonly maxWaiting?: number | undefined
}

/** How many tokens a text has for a model. */
export type CountTokens = (text: string, model: string) => number

/** What `count` gives where it is a number of tokens. */
const sane = (tokens: number): number => {
  if (Number.isFinite(tokens) && tokens >= 0) return tokens
  throw new RangeError(`countTokens gave ${tokens}.`)
}

/**
 * Keeps what calls used and cost. Rows are written in the background, in batches: a store that fails, hangs or is slow neither delays nor
 * fails an answer.
 *
 * @example
 * const tracker = createUsageTracker({ price: costOf })
 * const ai = createClient(groq({ model }), usage(tracker))
 * await tracker.totals({ by: ['day', 'model'], since: '7d' })
 */
export function createUsageTracker(options: UsageTrackerOptions = {}): UsageTracker {
  const { store = memoryUsage(), price, countTokens, client, onReport } = options
  const { flushMs = 50, patienceMs = 5_000, maxWaiting = 50_000 } = options
  checkNumber('createUsageTracker: flushMs', flushMs, 0, 60_000)
  checkNumber('createUsageTracker: patienceMs', patienceMs, 1, 600_000)
  checkNumber('createUsageTracker: maxWaiting', maxWaiting, 1, 10_000_000)
  if (typeof store.append !== 'function' || typeof store.sum !== 'function')
    throw new AiuError('configuration', 'createUsageTracker: the store has no append and sum.')

  const listeners = new Set<(row: UsageRow) => void>()
  const tell: Tell = (code, message, error) => {
    try {
      onReport?.({ code, message, lost: rows?.lost ?? 0, error })
    } catch {}
  }
  const pricesAsked = guarded('price-failed', 'The price function threw; such costs are unknown.', tell)
  const counting = guarded('count-failed', 'countTokens failed; such texts are estimated.', tell)
  const listening = guarded('listener-failed', 'A listener of the tracker threw.', tell)
  const rows = writer({
    store,
    flushMs,
    patienceMs,
    maxWaiting,
    tell,
    made(row) {
      for (const listener of listeners) listening(() => listener(row))
    },
  })
  /** Made at the first row: in a worker nothing may be drawn at random before there is a request. */
  let trackerId: string | undefined
  let ids = 0
  const house: House = {
    client,
    priced: !!price,
    costOf: (usage, use) => price && usage && pricesAsked(() => priceUsage(price, usage, use)),
    countText: countTokens && ((text, model) => counting(() => sane(countTokens(text, model)))),
    newId() {
      trackerId ??= newId()
      return `${trackerId}-${(ids++).toString(36)}`
    },
    write: rows.add,
    open: places(),
  }
  const totals = async (query: RowsQuery & { readonly by?: readonly UsageColumn[] | undefined } = {}) => {
    const asked = queryOf(query, query.by)
    await rows.flush()
    const sums = (await store.sum(asked)).map((sum) => totalsOf<never>(sum))
    return query.by ? sums : sums[0]
  }
  async function* stored(query: RowsQuery): AsyncGenerator<UsageRow, void> {
    const asked = queryOf(query)
    if (!store.rows)
      throw new AiuError('unsupported', `The usage store ${store.name ?? ''} keeps sums, not rows.`, {
        hint: 'Ask for totals, or use a store that keeps rows.',
      })
    await rows.flush()
    yield* store.rows(asked)
  }
  const close = async (): Promise<void> => {
    for (const release of house.open.all) release?.()
    await rows.close()
  }
  return {
    begin: (operation, request, endpoint) => watchCall(house, operation, request, endpoint),
    track: (row) => rows.add(ownRow(house, row)),
    subscribe(listener) {
      const own = (row: UsageRow): void => listener(row)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    totals: totals as UsageTracker['totals'],
    rows: (query = {}) => stored(query),
    async reset() {
      if (!store.clear)
        throw new AiuError('unsupported', `The usage store ${store.name ?? ''} cannot forget.`, {
          hint: 'Use a store that can, or remove what it keeps by its own means.',
        })
      await rows.flush()
      await store.clear()
    },
    flush: rows.flush,
    close,
    [Symbol.asyncDispose]: close,
  }
}
