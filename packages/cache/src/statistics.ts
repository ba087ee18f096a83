import type { Cost, Usage } from '@aiu/core'

/** What the cache has done since it was made. */
export interface CacheStatistics {
  /** Answers out of the store. */
  readonly hits: number
  /** Answers by sharing a call that was under way. */
  readonly shared: number
  /** Questions that went upstream, since the store had no answer. */
  readonly misses: number
  /** Answers put into the store. */
  readonly stores: number
  /** Characters of the answers put into it. */
  readonly characters: number
  /** Tokens that hits and shared answers would have used, as far as they were told. */
  readonly savedTokens: number
  /** Money that they would have cost, by currency, as far as it is known. */
  readonly saved: Readonly<Record<string, number>>
}

export interface Counters {
  told(): CacheStatistics
  /** How many more, default 1. */
  count(what: Exclude<keyof CacheStatistics, 'saved'>, many?: number): void
  /** An answer was given that was not paid for. */
  saved(answer: { readonly usage?: Usage | undefined; readonly cost?: Cost | undefined }): void
}

export function counters(): Counters {
  const told = { hits: 0, shared: 0, misses: 0, stores: 0, characters: 0, savedTokens: 0 }
  const money: Record<string, number> = {}
  return {
    told: () => ({ ...told, saved: { ...money } }),
    count(what, many = 1) {
      told[what] += many
    },
    saved({ usage, cost }) {
      told.savedTokens += usage?.totalTokens ?? (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0)
      if (cost) money[cost.currency] = (money[cost.currency] ?? 0) + cost.amount
    },
  }
}
