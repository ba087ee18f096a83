import type { Priced, Usage } from '@aiu/core'
import { calcPrice, findProvider, type ModelPrice, type PriceCalculation } from '@pydantic/genai-prices'
import type { Rates, TokenKind } from '../rates.ts'
import { nearNames } from './near-names.ts'
import { priceTable } from './price-table.ts'
import { RULES_DATE, tierFactor } from './service-tiers.ts'
import { LEAST_SECONDS, UNIT_PRICES } from './unit-rules.ts'

type Found =
  | { readonly rates: Rates; readonly why?: undefined }
  | { readonly rates?: undefined; readonly why: string }

/** By the million tokens, in the table's words. */
const KINDS: { readonly [K in TokenKind]: string } = {
  input: 'input_mtok',
  cachedInput: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  output: 'output_mtok',
  reasoning: 'output_reasoning_mtok',
  inputAudio: 'input_audio_mtok',
  outputAudio: 'output_audio_mtok',
}
/** Priced apart in the table, and told by no usage. Searches and the like come on top, if at all, and are not counted either. */
const APART: readonly (readonly [RegExp, string])[] = [
  [/image/, 'tokens of images'],
  [/video/, 'tokens of video'],
  [/pages/, 'pages'],
  [/citation/, 'tokens of citations'],
  [/messages/, 'messages'],
]

/** Looking a model up takes up to a hundred patterns. What never changed its price is kept. */
let steady: Map<string, PriceCalculation> | undefined
const MOST_KEPT = 500

function modelAt(model: string, vendor: string, timestamp: Date): PriceCalculation | null {
  steady ??= new Map()
  const key = `${vendor} ${model}`
  const kept = steady.get(key)
  if (kept) return kept
  const found = calcPrice({}, model, { providerId: vendor, timestamp })
  if (found && !Array.isArray(found.model.prices)) {
    if (steady.size >= MOST_KEPT) steady.clear()
    steady.set(key, found)
  }
  return found
}

/** The table's prices of a model, at a time, for a usage: a long context has prices of its own. */
export function tableRates(usage: Usage, vendor: string, { model: named, at, operation }: Priced): Found {
  // So Google lists them: "models/gemini-2.5-flash".
  const model = vendor === 'google' ? named.replace(/^models\//, '') : named
  const timestamp = new Date(at)
  if (Number.isNaN(timestamp.getTime())) return { why: `When it was, ${at}, is no time.` }
  const own = UNIT_PRICES[`${vendor} ${model}`]
  const found = modelAt(model, vendor, timestamp)
  if (!found && !own) {
    const names = findProvider({ providerId: vendor })?.models.map(({ id }) => id) ?? []
    const near = nearNames(model.toLowerCase(), names)
    const hint = near.length ? ` Near it: ${near.join(', ')}.` : ''
    return { why: `The table has no model ${model || 'without a name'} of ${vendor}.${hint}` }
  }
  const prices: ModelPrice = found?.model_price ?? {}
  const keys = Object.keys(prices)
  if (!keys.length && !own) return { why: `The table knows ${model} of ${vendor}, but no price of it.` }

  const { inputTokens = 0 } = usage
  let long = false
  const read = (key: string): number | undefined => {
    const price = prices[key]
    if (typeof price !== 'object') return price
    // A prompt that is longer than a tier's start is billed as a whole at that tier's price.
    const tier = price.tiers.findLast(({ start }) => inputTokens > start)
    if (tier) long = true
    return tier ? tier.price : price.base
  }
  const perMillion: { [K in TokenKind]?: number } = {}
  for (const [kind, key] of Object.entries(KINDS)) {
    const price = read(key)
    if (price !== undefined) perMillion[kind as TokenKind] = price
  }
  const tier = usage.serviceTier
  const factor = tierFactor({
    vendor,
    model: found?.model.id ?? model,
    tier,
    cachedTokens: (usage.cachedInputTokens ?? 0) + (usage.cacheWriteTokens ?? 0),
    long,
  })
  if (factor === undefined)
    return {
      why: `What ${vendor} charges for ${model} in its tier "${tier}", for a usage such as this, is not known.`,
    }
  const perThousand = read('requests_kcount')
  // Only texts are embedded here.
  const apart = operation === 'embed' ? undefined : APART.find(([kind]) => keys.some((key) => kind.test(key)))
  return {
    rates: {
      source: found ? priceTable.source : `list price of ${vendor}`,
      currency: 'USD',
      date: found ? priceTable.date : RULES_DATE,
      perMillion,
      perHour: read('input_audio_hours') ?? read('audio_hours'),
      leastSeconds: LEAST_SECONDS[vendor],
      perRequest: perThousand === undefined ? undefined : perThousand / 1_000,
      ...own,
      factor,
      apart: apart?.[1],
    },
  }
}
