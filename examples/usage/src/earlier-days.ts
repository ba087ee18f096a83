import type { UsageTracker } from '@aiu/usage'

const DAY_MS = 86_400_000

/** How long ago, the model, the calls of the day, and what each of them used. */
const LOG: readonly (readonly [
  daysAgo: number,
  model: string,
  calls: number,
  input: number,
  output: number,
])[] = [
  [2, 'acme-large', 9, 310, 145],
  [2, 'acme-small', 30, 250, 120],
  [1, 'acme-large', 4, 290, 160],
  [1, 'acme-small', 48, 240, 130],
  [1, 'acme-embed', 20, 900, 0],
]

/**
 * The two days before, as an app has them that kept a log of its own until yesterday: each line becomes a row, and is priced as of its
 * day. `client` tells these rows from those that the tracker has seen happen.
 */
export function trackEarlierDays(tracker: UsageTracker): void {
  for (const [daysAgo, model, calls, inputTokens, outputTokens] of LOG)
    for (let call = 0; call < calls; call++)
      tracker.track({
        client: 'the log of before',
        provider: 'acme',
        model,
        operation: model === 'acme-embed' ? 'embed' : 'chat',
        outcome: 'done',
        at: Date.now() - daysAgo * DAY_MS,
        usage: { inputTokens, outputTokens, source: 'provider' },
      })
}
