import { isAiuError, type UsageQuery, type UsageRow, type UsageStore } from '@aiu/core'
import { must, same, show } from '../rule.ts'
import { DAY_MS, DAY_START, inOrder, mustBe, row, tokens, total, type UsageCheck, usd } from './check.ts'

async function listed(store: UsageStore, query: UsageQuery = {}): Promise<readonly UsageRow[]> {
  const rows: UsageRow[] = []
  for await (const one of store.rows?.(query) ?? []) rows.push(one)
  return rows
}
const idsOf = (rows: readonly UsageRow[]): readonly string[] => rows.map(({ id }) => id)
const withoutRows = ({ rows }: UsageStore): string | undefined => (rows ? undefined : 'it has no `rows`')

/** As JSON has it, names in one order. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? inOrder(part as Record<string, unknown>)
      : part,
  )

export const rowChecks: readonly UsageCheck[] = [
  {
    name: 'a row counts once',
    wants:
      'an id that was appended before to be passed over: in one batch, in a later one, and in two at the same time',
    because: 'who does not know whether it arrived sends it again',
    async run(store) {
      const paid = row({ cost: usd(1), usage: tokens(1) })
      await store.append([paid, paid, row({ cost: usd(1), usage: tokens(1) }), paid])
      await store.append([row({ cost: usd(1), usage: tokens(1) }), paid])
      const twice = Array.from({ length: 50 }, () => row({ cost: usd(1), usage: tokens(1) }))
      await Promise.all([store.append(twice), store.append(twice), store.append([...twice].reverse())])
      const { requests, cost, used } = await total(store)
      mustBe({ requests, cost, used }, { requests: 53, cost: { USD: 53 }, used: { inputTokens: 53 } }, 'Sums')
      await store.append([{ ...paid, cost: usd(100), model: 'another' }])
      mustBe(
        (await store.sum({ by: ['model'] })).map(({ by, cost }) => [by.model, cost.USD]),
        [['m', 53]],
        'The first counts',
      )
    },
  },
  {
    name: 'ids are exact, whatever is in them',
    wants: 'each id to be a row of its own',
    because: 'a row that is taken for another is lost',
    async run(store) {
      const ids = [
        'a',
        'A',
        'a ',
        'a\0',
        'a\0b',
        '0',
        '00',
        '__proto__',
        '\ud800',
        '\ud801',
        'ä',
        'a"',
        'x'.repeat(500),
      ]
      await store.append(ids.map((id) => row({ id })))
      await store.append(ids.map((id) => row({ id })))
      mustBe((await total(store)).requests, ids.length, 'Requests')
    },
  },
  {
    name: 'many at once are all there',
    wants: '1,000 rows of 50 batches that are appended side by side, while others ask, to be exact',
    because: 'read-then-write loses what another one wrote meanwhile',
    async run(store) {
      const batches = Array.from({ length: 50 }, (_, batch) =>
        Array.from({ length: 20 }, (_, index) =>
          row({
            at: DAY_START + ((batch + index) % 7) * DAY_MS,
            model: `m${index % 3}`,
            cost: usd(0.1),
            usage: tokens(3),
          }),
        ),
      )
      const seen: number[] = []
      await Promise.all(
        batches.map(async (batch) => {
          await store.append(batch)
          seen.push((await total(store)).requests)
        }),
      )
      must(
        seen.every((count) => count % 20 === 0),
        () => `A batch was seen in part: ${show(seen)}.`,
      )
      const { requests, cost, used } = await total(store)
      mustBe(
        { requests, cost, used },
        { requests: 1000, cost: { USD: 100 }, used: { inputTokens: 3000 } },
        'Sums',
      )
      const days = await store.sum({ by: ['day', 'model'] })
      must(days.length === 21, () => `${days.length} groups, not 7 days of 3 models.`)
      mustBe(
        days.reduce((sum, { requests }) => sum + requests, 0),
        1000,
        'Requests of all days',
      )
    },
  },
  {
    name: 'a batch is taken as it was given',
    wants: 'a list that is emptied after `append` was called to be appended all the same',
    because: 'a tracker uses its list again',
    async run(store) {
      const batch = [row(), row()]
      const done = store.append(batch)
      batch.length = 0
      await done
      mustBe((await total(store)).requests, 2, 'Requests')
    },
  },
  {
    name: 'a row without an id or a time is refused, and its batch with it',
    wants: 'an AiuError with the code `invalid-request`, and none of the batch to count',
    because: 'it could be counted twice, or stands in no day',
    async run(store) {
      const odd = [
        { id: '' },
        { id: undefined },
        { at: Number.NaN },
        { at: Number.POSITIVE_INFINITY },
        { at: 1e300 },
        { at: '2026-11-23' },
        { at: undefined },
      ] as unknown[] as Partial<UsageRow>[]
      for (const fields of odd) {
        const end = await (async () => store.append([row(), row(fields), row()]))().catch(
          (error: unknown) => error,
        )
        must(isAiuError(end, 'invalid-request'), () => `A row with ${show(fields)} ended with ${show(end)}.`)
        mustBe((await total(store)).requests, 0, `Requests after a row with ${show(fields)}`)
      }
    },
  },
  {
    name: 'gives rows back as they were appended',
    wants: 'every field of a row, none added, as JSON has it',
    because: 'an export is made of them',
    without: withoutRows,
    async run(store) {
      const full: UsageRow = {
        id: 'full',
        callId: 'c',
        at: DAY_START + 1,
        client: 'app',
        provider: 'p "quoted"',
        baseURL: 'https://one.test/v1',
        scope: 's',
        model: 'm\0',
        operation: 'stream',
        outcome: 'cut',
        attempt: 2,
        again: 'retried',
        usage: {
          inputTokens: 1,
          outputTokens: 0,
          audioSeconds: 0.25,
          serviceTier: 'flex',
          source: 'counted',
        },
        cost: {
          amount: 0.1234567891234,
          currency: 'USD',
          source: 'prices',
          priceDate: '2026-11-01',
          lines: [{ what: 'input', units: 1, amount: 0.1 }],
        },
        durationMs: 12.5,
        firstTokenMs: 3,
        code: 'interrupted',
        tags: { team: 'a', '👩‍👩‍👧': '\0', ...JSON.parse('{"__proto__":"p"}') },
      }
      const bare = row({ id: 'bare', at: DAY_START + 2, model: undefined, attempt: undefined, tags: {} })
      await store.append([full, bare])
      const found = await listed(store)
      mustBe(idsOf(found), ['full', 'bare'], 'Ids')
      for (const [index, one] of [full, bare].entries())
        must(same(plain(found[index]), plain(one)), () => `${show(one)} came back as ${show(found[index])}.`)
      must(
        Object.keys(found[0]?.tags ?? {}).includes('__proto__'),
        () => 'A tag named __proto__ came back as no tag.',
      )
    },
  },
  {
    name: 'lists rows by time, and those of a query alone',
    wants:
      'the oldest first, rows of one time in the order of their appending, and `where`, `since` and `until` to hold',
    because: 'an export of a month is that month, in order',
    without: withoutRows,
    async run(store) {
      const at = (ms: number, model: string): UsageRow =>
        row({ at: DAY_START + ms, model, tags: { n: `${ms}` } })
      const late = at(DAY_MS + 5, 'late')
      const same = Array.from({ length: 12 }, (_, index) => at(7, `same ${index}`))
      const early = at(3, 'early')
      await store.append([late, ...same.slice(0, 6)])
      await store.append([...same.slice(6), early])
      const modelsOf = async (query: UsageQuery = {}): Promise<readonly unknown[]> =>
        (await listed(store, query)).map(({ model }) => model)
      const middle = same.map(({ model }) => model)
      mustBe(await modelsOf(), ['early', ...middle, 'late'], 'All')
      mustBe(await modelsOf({ by: ['model'] }), ['early', ...middle, 'late'], 'With `by`')
      mustBe(await modelsOf({ since: DAY_START + 4, until: DAY_START + DAY_MS + 5 }), middle, 'Of a time')
      mustBe(await modelsOf({ where: { model: 'late' } }), ['late'], 'Of a model')
      mustBe(await modelsOf({ where: { 'tag:n': '3' } }), ['early'], 'Of a tag')
      mustBe(await modelsOf({ where: { day: '2026-11-24' } }), ['late'], 'Of a day')
    },
  },
  {
    name: 'lists more rows than fit one page',
    wants: 'each of 3,000 rows once, and a reader who leaves to do no harm',
    because: 'a page that begins a row too late or too early is seen in no small test',
    without: withoutRows,
    async run(store) {
      const rows = Array.from({ length: 3000 }, (_, index) =>
        row({ at: DAY_START + Math.floor(index / 700) }),
      )
      for (let from = 0; from < rows.length; from += 500) await store.append(rows.slice(from, from + 500))
      mustBe(idsOf(await listed(store)), idsOf(rows), 'Ids')
      for await (const _ of store.rows?.({}) ?? []) break
      mustBe((await total(store)).requests, 3000, 'Requests')
    },
  },
  {
    name: 'clear forgets everything, ids too',
    wants: 'nothing to be left, and a row that was appended before to count again',
    because: 'a reset is a new beginning',
    without: ({ clear }) => (clear ? undefined : 'it has no `clear`'),
    async run(store) {
      const one = row({ cost: usd(1), tags: { a: 'b' } })
      await store.append([one, row({ model: 'other' })])
      await store.clear?.()
      mustBe(await store.sum({ by: ['day', 'model'] }), [], 'Groups')
      mustBe([(await total(store)).requests, await listed(store)], [0, []], 'Requests and rows')
      await store.append([one])
      const { requests, cost } = await total(store)
      mustBe({ requests, cost }, { requests: 1, cost: { USD: 1 } }, 'Sums of the row, again')
    },
  },
]
