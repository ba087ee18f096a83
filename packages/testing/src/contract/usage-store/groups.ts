import { isAiuError, type UsageColumn, type UsageRow } from '@aiu/core'
import { must, show } from '../rule.ts'
import { counts, DAY_MS, DAY_START, exactOrRefused, mustBe, row, total, type UsageCheck } from './check.ts'

/** Of each column, a value beside that of most rows. */
const COLUMNS: readonly (readonly [
  column: Exclude<UsageColumn, 'day' | `tag:${string}`>,
  value: string,
  usual: string,
])[] = [
  ['client', 'app-1', ''],
  ['provider', 'another', 'fake'],
  ['baseURL', 'https://one.test/v1', ''],
  ['model', 'm:2', 'm'],
  ['operation', 'transcribe', 'chat'],
  ['outcome', 'failed', 'done'],
  ['again', 'retried', ''],
  ['code', 'rate-limit', ''],
]
const HOUR_MS = 3_600_000
const NAMES = [
  'team',
  'a:b',
  ':',
  '',
  'it\'s "quoted"',
  'NUL \0 in it',
  '👩‍👩‍👧',
  '__proto__',
  'constructor',
  '\ud800',
  '$.x[0]',
]

const tagged = (tags: Readonly<Record<string, string>>, fields: Partial<UsageRow> = {}): UsageRow =>
  row({ tags, ...fields })
/** A record with any name as its own, `__proto__` too. */
const recordOf = (name: string, value: string): Readonly<Record<string, string>> =>
  Object.fromEntries([[name, value]])

const inOrderOf = (values: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] =>
  values.toSorted(([a], [b]) => (a < b ? -1 : 1))

export const groupChecks: readonly UsageCheck[] = [
  {
    name: 'groups by every column, and finds by it',
    wants: 'a group for each value of a column, and `where` to take the rows with that value alone',
    because: 'each column is a question about a bill',
    async run(store) {
      await store.append(
        COLUMNS.flatMap(([column, value]) => [row({ [column]: value }), row({ [column]: value })]),
      )
      await store.append([row()])
      const all = 2 * COLUMNS.length + 1
      for (const [column, value, usual] of COLUMNS) {
        mustBe(
          await counts(store, column),
          inOrderOf([
            [value, 2],
            [usual, all - 2],
          ]),
          `Requests by ${column}`,
        )
        mustBe(
          [
            (await total(store, { where: { [column]: value } })).requests,
            (await total(store, { where: { [column]: usual } })).requests,
            (await total(store, { where: { [column]: 'nobody' } })).requests,
          ],
          [2, all - 2, 0],
          `Requests where ${column} is ${show(value)}, ${show(usual)}, and what nobody has`,
        )
      }
    },
  },
  {
    name: 'groups by several columns at once',
    wants: 'a group for each set of values that rows have, and `where` on other columns than `by`',
    because: 'a chart by day and model is two columns',
    async run(store) {
      const next = DAY_START + DAY_MS
      await store.append([
        row({ at: next, model: 'a' }),
        row({ model: 'b' }),
        row({ model: 'a' }),
        row({ at: next, model: 'a', provider: 'p' }),
        row({ model: undefined, outcome: 'hit' }),
      ])
      const shown = (await store.sum({ by: ['day', 'model'] })).map(({ by, calls }) => [
        by.day,
        by.model,
        calls,
      ])
      mustBe(
        shown,
        [
          ['2026-11-23', '', 1],
          ['2026-11-23', 'a', 1],
          ['2026-11-23', 'b', 1],
          ['2026-11-24', 'a', 2],
        ],
        'Groups',
      )
      const where = { model: 'a', provider: undefined, day: '2026-11-24' } as const
      mustBe(
        await counts(store, 'provider', { where }),
        [
          ['fake', 1],
          ['p', 1],
        ],
        'Of one day and model',
      )
    },
  },
  {
    name: 'names and values that look alike are apart',
    wants: 'no two sets of values to be one group',
    because: "one customer's cost would be another one's",
    async run(store) {
      const values = [
        'a',
        'A',
        'a ',
        ' a',
        'ä',
        'a\0',
        'a\0b',
        'a|b',
        'a,b',
        'a\n',
        '"a"',
        "'a'",
        'a\\',
        '\ud800',
        '\ud801',
        '\ufffd',
      ]
      await store.append(values.map((model) => row({ model })))
      mustBe(await counts(store, 'model'), inOrderOf(values.map((value) => [value, 1])), 'Models')
      for (const model of values) mustBe((await total(store, { where: { model } })).requests, 1, show(model))
      await store.append([row({ provider: 'x', baseURL: 'y|z' }), row({ provider: 'x|y', baseURL: 'z' })])
      const pairs = await store.sum({ by: ['provider', 'baseURL'], where: { model: 'm' } })
      must(pairs.length === 2, () => `Two pairs came as ${show(pairs.map(({ by }) => by))}.`)
    },
  },
  {
    name: 'groups come in the order of their values',
    wants: 'the order of `<`, column by column, with "" first',
    because: 'a table of the same rows looks the same in every store',
    async run(store) {
      const models = ['b', undefined, 'B', 'ä', 'a', '語', '10', '9']
      for (const model of models) await store.append([row({ model, provider: model === 'a' ? 'z' : 'y' })])
      mustBe(
        (await counts(store, 'model')).map(([model]) => model),
        ['', '10', '9', 'B', 'a', 'b', 'ä', '語'],
        'By model',
      )
      const both = await store.sum({ by: ['provider', 'model'] })
      mustBe(both.at(-1)?.by, { provider: 'z', model: 'a' }, 'The last by provider and model')
    },
  },
  {
    name: 'a day is one of UTC, to the millisecond',
    wants: 'a row to belong to the day of UTC that it began in, wherever the process runs',
    because: 'days that overlap count a row twice, or never',
    async run(store) {
      const edges = [
        DAY_START - 1,
        DAY_START,
        DAY_START + DAY_MS - 1,
        DAY_START + DAY_MS,
        Date.UTC(2028, 1, 29),
        0,
        -1,
      ]
      await store.append(edges.map((at) => row({ at })))
      mustBe(
        await counts(store, 'day'),
        [
          ['1969-12-31', 1],
          ['1970-01-01', 1],
          ['2026-11-22', 1],
          ['2026-11-23', 2],
          ['2026-11-24', 1],
          ['2028-02-29', 1],
        ],
        'Days',
      )
      mustBe((await total(store, { where: { day: '2026-11-23' } })).requests, 2, 'Where day is 2026-11-23')
      mustBe((await total(store, { where: { day: '23.11.2026' } })).requests, 0, 'Where day is no day')
      mustBe(
        await counts(store, 'day', { since: DAY_START, until: DAY_START + DAY_MS }),
        [['2026-11-23', 2]],
        'From midnight to midnight',
      )
    },
  },
  {
    name: 'since and until are kept to the millisecond',
    wants:
      'rows from `since` on, and before `until`, also within a day and an hour; where the rows are gone, the exact sum or an AiuError with the code `unsupported`',
    because: 'an hour that is rounded to a day is 24 times as dear',
    async run(store, hasRows) {
      const noon = DAY_START + DAY_MS / 2
      const times = [noon - DAY_MS, noon - 1, noon, noon + 1, noon + DAY_MS, noon + 3 * DAY_MS]
      await store.append(times.map((at) => row({ at })))
      const windows = [
        [noon, noon + 1],
        [noon, noon + HOUR_MS],
        [noon + 1, noon + HOUR_MS],
        [noon, undefined],
        [undefined, noon],
        [noon - 1, noon + DAY_MS],
        [noon - 1, noon + DAY_MS + 1],
        [noon - 2 * DAY_MS, noon + 10 * DAY_MS],
        [noon + 1, noon + 1],
        [noon + 1, noon - 1],
      ] as const
      for (const [since, until] of windows) {
        const wanted = times.filter((at) => at >= (since ?? -Infinity) && at < (until ?? Infinity)).length
        await exactOrRefused(hasRows, async () => {
          mustBe((await total(store, { since, until })).requests, wanted, `From ${since} to ${until}`)
          const days = await counts(store, 'day', { since, until, where: { model: 'm' } })
          mustBe(
            days.reduce((sum, [, count]) => sum + count, 0),
            wanted,
            `By day, from ${since} to ${until}`,
          )
        })
      }
    },
  },
  {
    name: 'groups by any tag',
    wants: 'tags with any name and value to be columns, and a row without that tag to count under ""',
    because: 'tags are the words of an app, and a bill is split by them',
    async run(store, hasRows) {
      const value = (name: string): string => `v ${name}`
      await store.append([
        ...NAMES.map((name) => tagged(recordOf(name, value(name)))),
        tagged({ other: 'o' }, { cost: { amount: 0.5, currency: 'USD', source: 'test', lines: [] } }),
        row(),
      ])
      await exactOrRefused(hasRows, async () => {
        for (const name of NAMES) {
          mustBe(
            await counts(store, `tag:${name}`),
            [
              ['', NAMES.length + 1],
              [value(name), 1],
            ],
            show(name),
          )
          const where = recordOf(`tag:${name}`, value(name))
          mustBe((await total(store, { where })).requests, 1, `Where ${show(name)} is ${show(value(name))}`)
        }
        mustBe((await total(store, { where: { 'tag:other': 'o' } })).cost, { USD: 0.5 }, 'Cost by tag')
        mustBe(
          await counts(store, 'model', { where: { 'tag:other': '' } }),
          [['m', NAMES.length + 1]],
          'Without a tag',
        )
      })
    },
  },
  {
    name: 'values of tags are exact',
    wants: 'each value to be a group of its own, beside other columns too',
    because: 'two customers whose names look alike are two',
    async run(store, hasRows) {
      const values = [
        '',
        'a',
        'A',
        'a:b',
        'a"b',
        "a'b",
        'a\0b',
        '👩‍👩‍👧',
        '__proto__',
        '\ud800',
        'null',
        '1',
        '1.0',
      ]
      await store.append(values.map((who) => tagged({ who }, { at: DAY_START })))
      await exactOrRefused(hasRows, async () => {
        mustBe(await counts(store, 'tag:who'), inOrderOf(values.map((value) => [value, 1])), 'Values')
        const both = await store.sum({ by: ['tag:who', 'day'], where: { 'tag:who': 'a"b' } })
        mustBe(
          both.map(({ by }) => by),
          [{ 'tag:who': 'a"b', day: '2026-11-23' }],
          'With a day',
        )
      })
    },
  },
  {
    name: 'refuses a column that there is none of',
    wants: 'an AiuError with the code `invalid-request`, and so for a time that is none',
    because: 'a misspelled column that is passed over gives a total of everything',
    async run(store) {
      await store.append([row()])
      const queries = [
        { by: ['modle'] },
        { by: ['day', '__proto__'] },
        { where: { modle: 'm' } },
        { since: Number.NaN },
        { until: '2026-11-23' },
      ] as unknown[] as Parameters<typeof store.sum>[0][]
      for (const query of queries) {
        const end = await (async () => store.sum(query))().catch((error: unknown) => error)
        must(isAiuError(end, 'invalid-request'), () => `${show(query)} ended with ${show(end)}.`)
      }
    },
  },
]
