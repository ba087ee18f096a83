import { createClient, type Price, type UsageRow, type UsageStore } from '@aiu/core'
import { retry } from '@aiu/limits'
import { openaiCompatible } from '@aiu/openai-compatible'
import { createUsageTracker, usage } from '@aiu/usage'
import { expect, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { otel } from './support/otel.ts'
import { refuse, upstream } from './support/upstream.ts'

const price: Price = ({ inputTokens = 0, outputTokens = 0 }) => ({
  amount: inputTokens + 2 * outputTokens,
  currency: 'USD',
  source: 'house',
  lines: [],
})

test('a usage row leads to its span, and the span has the cost', async () => {
  const { spans, metrics, ...providers } = otel()
  const server = await upstream((exchange, time) =>
    time === 1 ? refuse(exchange, 503, 'Busy.', { 'retry-after-ms': '1' }) : false,
  )
  const rows: UsageRow[] = []
  const store: UsageStore = { append: (more) => void rows.push(...more), sum: () => [] }
  const tracker = createUsageTracker({ price, store })
  const ai = createClient(
    openaiCompatible({ baseURL: server.baseURL, model: 'small' }),
    telemetry(providers),
    usage(tracker),
    retry(),
  )
  await ai.ask('one')
  await ai.stream('two', { callId: 'mine' }).response
  await tracker.close()

  const [first, second] = spans()
  const { traceId, spanId } = first?.spanContext() ?? {}
  expect(rows.map(({ callId }) => callId)).toEqual([`${traceId}-${spanId}`, `${traceId}-${spanId}`, 'mine'])
  expect(first?.attributes).toMatchObject({
    'aiu.call.id': `${traceId}-${spanId}`,
    'aiu.cost.amount': 25,
    'aiu.cost.currency': 'USD',
    'aiu.cost.source': 'house',
  })
  expect(second?.attributes).toMatchObject({ 'aiu.call.id': 'mine', 'aiu.cost.amount': 25 })
  expect((await metrics())['aiu.client.cost']).toMatchObject([{ value: 50 }])
})
