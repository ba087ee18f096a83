/** The tier that everybody gets, in the words of several vendors. */
const STANDARD = /^(|default|standard|auto|on_demand)$/

interface TierRule {
  /** Times the standard price. By the table's name of the model where it differs. */
  readonly factor: number | Readonly<Record<string, number>>
  /** It is told for cached tokens, too. */
  readonly cached?: boolean
  /** Models that have it for a long context, too. Absent: all. */
  readonly long?: RegExp
}

/**
 * What the vendors' pages said on 2026-11-23; the table has standard prices only.
 * OpenAI: flex is billed "at Batch API rates, with additional discounts from prompt caching" (developers.openai.com/api/docs/guides/
 * flex-processing), which are half price (.../guides/batch); priority, called fast since 2026-07-30: openai.com/api-fast-mode.
 * Groq: flex has "the same pricing as on-demand" (console.groq.com/docs/flex-processing), batch half of it (.../docs/batch).
 * Anthropic: a batch is half price for all usage (platform.claude.com/docs/en/build-with-claude/batch-processing).
 * Google: batch and flex are half price for input and output (ai.google.dev/gemini-api/docs/pricing).
 */
const RULES: Readonly<Record<string, Readonly<Record<string, TierRule>>>> = {
  openai: {
    batch: { factor: 0.5, cached: true },
    flex: { factor: 0.5, cached: true },
    priority: {
      factor: {
        'gpt-4.1': 1.75,
        'gpt-5': 2,
        'gpt-5-mini': 1.8,
        'gpt-5.1': 2,
        'gpt-5.2': 2,
        'gpt-5.4': 2,
        'gpt-5.4-mini': 2,
        'gpt-5.5': 2.5,
        'gpt-5.6-luna': 2,
        'gpt-5.6-sol': 2,
        'gpt-5.6-terra': 2,
      },
      cached: true,
      long: /^gpt-5\.6-/,
    },
  },
  groq: { flex: { factor: 1, cached: true }, batch: { factor: 0.5 } },
  anthropic: { batch: { factor: 0.5, cached: true } },
  google: { batch: { factor: 0.5 }, flex: { factor: 0.5 } },
}

/** When the rules were read. */
export const RULES_DATE = '2026-11-23'

export interface Served {
  readonly vendor: string
  /** The table's name of it. */
  readonly model: string
  readonly tier: string | undefined
  readonly cachedTokens: number
  /** The prices of a long context hold. */
  readonly long: boolean
}

/** Times the standard price; `undefined` where a rule is lacking. Never silently the standard price. */
export function tierFactor({ vendor, model, tier = '', cachedTokens, long }: Served): number | undefined {
  const word = tier.toLowerCase()
  if (STANDARD.test(word)) return 1
  const rule = RULES[vendor]?.[word === 'fast' ? 'priority' : word]
  if (!rule || (cachedTokens && !rule.cached) || (long && rule.long && !rule.long.test(model))) return
  return typeof rule.factor === 'number' ? rule.factor : rule.factor[model]
}
