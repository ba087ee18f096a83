import { isAiuError, type UsageStore } from '@aiu/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportRows, memoryUsage, type OwnRow, processUsage } from '../src/index.ts'
import { tracked } from './support.ts'

const NOW = Date.UTC(2026, 10, 23, 12)
const HOUR = 3_600_000
const at = (hoursAgo: number, fields: Partial<OwnRow> = {}): OwnRow => ({
  provider: 'p',
  operation: 'chat',
  outcome: 'done',
  at: NOW - hoursAgo * HOUR,
  model: 'm',
  usage: { inputTokens: 1, source: 'provider' },
  cost: { amount: 0.1, currency: 'USD', source: 'test', lines: [] },
  ...fields,
})

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }))
afterEach(() => void vi.useRealTimers())

const filled = (...rows: OwnRow[]) => {
  const own = tracked()
  for (const row of rows) own.tracker.track(row)
  return own
}

describe('totals', () => {
  test('are typed rows by column, and one without', async () => {
    const { tracker } = filled(at(0), at(1, { model: 'n', tags: { team: 'a' } }), at(30))
    const days = await tracker.totals({ by: ['day', 'tag:team'] })
    expect(days.map(({ day, 'tag:team': team, calls, cost }) => [day, team, calls, cost.USD])).toEqual([
      ['2026-11-22', '', 1, 0.1],
      ['2026-11-23', '', 1, 0.1],
      ['2026-11-23', 'a', 1, 0.1],
    ])
    const { calls, inputTokens, outputTokens, cost, saved } = await tracker.totals()
    expect([calls, inputTokens, outputTokens, cost, saved]).toEqual([3, 3, undefined, { USD: 0.3 }, {}])
    expect(await tracker.totals({ where: { model: 'n' } })).toMatchObject({ requests: 1 })
  })

  test.each([
    ['24h', 2],
    ['2d', 3],
    ['90m', 1],
    ['1w', 3],
    [new Date(NOW - 2 * HOUR), 2],
    [NOW - 2 * HOUR, 2],
    ['2026-11-23', 2],
    ['2026-11-22T06:00:00Z', 3],
    [undefined, 3],
  ])('since %s', async (since, requests) => {
    const { tracker } = filled(at(0.5), at(2), at(30))
    expect((await tracker.totals({ since })).requests).toBe(requests)
  })

  test.each(['2026-11-23T10:30', '2026-11-23 10:30:00', '2026-11-23T05:30-05:00'])(
    'since %s, of UTC wherever the process runs',
    async (since) => {
      const { TZ } = process.env
      process.env.TZ = 'America/New_York'
      try {
        const { tracker } = filled(at(0.5), at(2), at(30))
        expect((await tracker.totals({ since })).requests).toBe(1)
      } finally {
        if (TZ === undefined) delete process.env.TZ
        else process.env.TZ = TZ
      }
    },
  )

  test('until a moment, exclusive', async () => {
    const { tracker } = filled(at(0.5), at(2), at(30))
    expect((await tracker.totals({ until: NOW - 2 * HOUR })).requests).toBe(1)
    expect((await tracker.totals({ since: '2d', until: '1h' })).requests).toBe(2)
  })

  test.each(['yesterday', '7 days', '', '11/23/2026', Number.NaN, new Date('x')])(
    '%s is no moment',
    async (since) => {
      const end = await tracked()
        .tracker.totals({ since })
        .catch((error: unknown) => error)
      expect(isAiuError(end, 'invalid-request')).toBe(true)
    },
  )
})

test('rows are the oldest first, and those of a query alone', async () => {
  const { tracker } = filled(at(1, { model: 'b' }), at(3, { model: 'a' }), at(40, { model: 'c' }))
  const models: unknown[] = []
  for await (const { model } of tracker.rows({ since: '24h' })) models.push(model)
  expect(models).toEqual(['a', 'b'])
})

test('reset forgets what was told, though it was not written yet', async () => {
  const { tracker } = filled(at(0))
  await tracker.reset()
  expect((await tracker.totals()).calls).toBe(0)
})

test('what a store cannot do is refused with its name', async () => {
  const { rows: _, clear: __, ...bare } = memoryUsage()
  const { tracker } = tracked({ store: { ...bare, name: 'sums alone' } satisfies UsageStore })
  const listed = async (): Promise<void> => {
    for await (const _ of tracker.rows());
  }
  for (const end of [listed(), tracker.reset()]) {
    const error = await end.catch((cause: unknown) => cause)
    expect(isAiuError(error, 'unsupported') && error.message).toContain('sums alone')
  }
})

test('trackers of one process share a store, and their rows are told apart', async () => {
  await processUsage().clear?.()
  const one = tracked({ store: processUsage(), client: 'one' })
  const two = tracked({ store: processUsage(), client: 'two' })
  one.tracker.track(at(0))
  two.tracker.track(at(0))
  await one.tracker.flush()
  const all = await two.tracker.totals({ by: ['client'] })
  expect(all.map(({ client, calls }) => [client, calls])).toEqual([
    ['one', 1],
    ['two', 1],
  ])
  expect((await tracked().tracker.totals()).calls).toBe(0)
})

describe('an export', () => {
  const text = async (pieces: AsyncIterable<string>): Promise<string> => {
    let all = ''
    for await (const piece of pieces) all += piece
    return all
  }

  test('is an array of rows', async () => {
    const { tracker, rows } = filled(at(0), at(1))
    const all = JSON.parse(await text(exportRows(tracker.rows(), 'json')))
    expect(all).toEqual(JSON.parse(JSON.stringify(await rows())))
    expect(JSON.parse(await text(exportRows(tracked().tracker.rows(), 'json')))).toEqual([])
  })

  test('is a table that no spreadsheet takes for formulas', async () => {
    const { tracker } = filled(
      at(0, {
        id: 'r1',
        callId: 'c1',
        model: '=cmd|calc',
        code: 'a,"b"\nc',
        tags: { team: '+1' },
        durationMs: 1.5,
      }),
      at(1, { id: '-r0', callId: '@c', model: undefined }),
    )
    const table = await text(exportRows(tracker.rows(), 'csv'))
    const [head, first, ...more] = table.split('\r\n')
    expect(head).toBe(
      'id,callId,at,client,provider,baseURL,scope,model,operation,outcome,attempt,again,code,durationMs,firstTokenMs,inputTokens,outputTokens,totalTokens,cachedInputTokens,cacheWriteTokens,reasoningTokens,inputAudioTokens,outputAudioTokens,audioSeconds,characters,images,usageSource,serviceTier,cost,currency,costSource,priceDate,tags',
    )
    expect(first).toBe(
      "'-r0,'@c,2026-11-23T11:00:00.000Z,,p,,,,chat,done,1,,,0,,1,,,,,,,,,,,provider,,0.1,USD,test,,",
    )
    expect(more.join('\r\n')).toBe(
      'r1,c1,2026-11-23T12:00:00.000Z,,p,,,\'=cmd|calc,chat,done,1,,"a,""b""\nc",1.5,,1,,,,,,,,,,,provider,,0.1,USD,test,,"{""team"":""+1""}"\r\n',
    )
  })

  test('in another format is refused', () => {
    expect(() => exportRows(tracked().tracker.rows(), 'xml' as 'csv')).toThrow('neither json nor csv')
  })
})
