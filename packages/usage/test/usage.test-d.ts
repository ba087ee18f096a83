import { createClient, type UsageRow } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { expectTypeOf, test } from 'vitest'
import { createUsageTracker, type Totals, usage } from '../src/index.ts'

const tracker = createUsageTracker()

test('totals have the columns that were asked for, and no others', () => {
  expectTypeOf(tracker.totals()).resolves.toEqualTypeOf<Totals>()
  expectTypeOf(tracker.totals({ since: '7d' })).resolves.toEqualTypeOf<Totals>()
  const rows = tracker.totals({ by: ['day', 'tag:team'] })
  expectTypeOf(rows).resolves.toExtend<readonly { day: string; 'tag:team': string; calls: number }[]>()
  expectTypeOf<Awaited<typeof rows>[number]['inputTokens']>().toEqualTypeOf<number | undefined>()
  // @ts-expect-error nobody asked for the model
  void rows.then(([row]) => row?.model)
  // @ts-expect-error there is no such column
  void tracker.totals({ by: ['modle'] })
  // @ts-expect-error nor to look for
  void tracker.totals({ where: { modle: 'm' } })
})

test('rows of the app need what cannot be known', () => {
  tracker.track({ provider: 'mine', operation: 'chat', outcome: 'done' })
  // @ts-expect-error whose?
  tracker.track({ operation: 'chat', outcome: 'done' })
  expectTypeOf(tracker.rows()).toEqualTypeOf<AsyncIterable<UsageRow>>()
})

test('the layer leaves the client as it is', () => {
  const bare = createClient(fakeProvider('x'))
  expectTypeOf(createClient(fakeProvider('x'), usage(tracker))).toEqualTypeOf(bare)
})
