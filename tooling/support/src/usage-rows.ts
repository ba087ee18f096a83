import type { UsageRow, UsageStore } from '@aiu/core'

export const DAY_MS = 86_400_000
export const START = Date.UTC(2026, 10, 23)

/** The row with a number: each differs in its day, model and figures. */
export const rowOf = (id: string, n: number, fields: Partial<UsageRow> = {}): UsageRow => ({
  id,
  callId: `call ${id}`,
  at: START + (n % 5) * DAY_MS + n,
  provider: 'fake',
  model: `m${n % 3}`,
  operation: 'chat',
  outcome: n % 7 ? 'done' : 'failed',
  attempt: 1,
  usage: { inputTokens: n % 100, source: 'provider' },
  cost: { amount: 0.1, currency: 'USD', source: 'test', lines: [] },
  durationMs: 1,
  tags: { team: `t${n % 4}` },
  ...fields,
})

/** By day and model: from the kept sums, and from the rows themselves. Both must tell the same. */
export async function bothWays(store: UsageStore): Promise<readonly [sums: unknown, rows: unknown]> {
  const bySums: Record<string, unknown> = {}
  for (const { by, requests, used, cost } of await store.sum({ by: ['day', 'model'] }))
    bySums[`${by.day} ${by.model}`] = [requests, used.inputTokens, Math.round((cost.USD ?? 0) * 10)]
  const byRows: Record<string, [number, number, number]> = {}
  for await (const { at, model, usage } of store.rows?.({}) ?? []) {
    const name = `${new Date(at).toISOString().slice(0, 10)} ${model}`
    const [requests, tokens, tenths] = byRows[name] ?? [0, 0, 0]
    byRows[name] = [requests + 1, tokens + (usage?.inputTokens ?? 0), tenths + 1]
  }
  return [bySums, byRows]
}
