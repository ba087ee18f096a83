import type { UsageTracker } from '@aiu/usage'
import { CHARGES, type Counted } from './vendor-server.ts'

/** Billionths of a dollar: whole numbers can be compared. */
const billed = (model: string, { inputTokens, outputTokens }: Counted): number => {
  const { input, output } = CHARGES[model] ?? { input: 0, output: 0 }
  return Math.round((inputTokens * input + outputTokens * output) * 1_000)
}

/** Where the tracker's sums of one client and the server's own account differ, in words; nothing where they agree. */
export async function differences(
  tracker: UsageTracker,
  client: string,
  counted: ReadonlyMap<string, Counted>,
): Promise<string[]> {
  const sent = await tracker.totals({ by: ['model'], where: { client } })
  // Of what was left in its middle the server tells nothing, so there is nothing to compare.
  const done = await tracker.totals({ by: ['model'], where: { client, outcome: 'done' } })
  const found: string[] = []
  const compare = (what: string, ours = 0, theirs = 0): void => {
    if (ours !== theirs) found.push(`${what}: ${ours} in the sums, ${theirs} counted by the server`)
  }
  for (const model of new Set([...counted.keys(), ...sent.map((row) => row.model)])) {
    const theirs = counted.get(model)
    const ours = done.find((row) => row.model === model)
    compare(`${model}, requests`, sent.find((row) => row.model === model)?.requests, theirs?.requests)
    compare(`${model}, answered`, ours?.requests, theirs?.answered)
    compare(`${model}, input tokens`, ours?.inputTokens, theirs?.inputTokens)
    compare(`${model}, output tokens`, ours?.outputTokens, theirs?.outputTokens)
    if (!ours?.unpriced && theirs)
      compare(`${model}, 1e-9 USD`, Math.round((ours?.cost.USD ?? 0) * 1e9), billed(model, theirs))
  }
  return found
}
