import {
  AiuError,
  type UsageColumn,
  type UsageFigure,
  type UsageQuery,
  type UsageRow,
  type UsageStore,
  type UsageSum,
} from '@aiu/core'
import { usageStoreContract } from '@aiu/testing'
import { expect, test } from 'vitest'
import { runSuite } from './run-suite.ts'

const COLUMNS = /^(day|client|provider|baseURL|model|operation|outcome|again|code|tag:.*)$/s
const DAY_MS = 86_400_000
const refuse = (what: string): never => {
  throw new AiuError('invalid-request', what)
}

/** The plainest store: a list, summed anew for each question. `breaks` says what is wrong with it. */
function plainStore(breaks = ''): UsageStore {
  const is = (what: string): boolean => breaks === what
  let all: UsageRow[] = []
  const told = (value: unknown): value is number =>
    is('sums anything') ? value !== undefined : Math.abs(value as number) < 9e12 && typeof value === 'number'
  const cell = (row: UsageRow, column: string): string => {
    if (column === 'day')
      return new Date(is('days of here') ? row.at + 3_600_000 : row.at).toISOString().slice(0, 10)
    if (!column.startsWith('tag:')) return `${row[column as keyof UsageRow] ?? ''}`
    const name = is('cuts names') ? (column.split(':')[1] ?? '') : column.slice(4)
    return is('inherits') || Object.hasOwn(row.tags ?? {}, name) ? `${row.tags?.[name] ?? ''}` : ''
  }
  const add = (sums: Map<string, bigint>, name: string, value: unknown, scale: number): void => {
    if (!told(value)) return
    const had = sums.get(name) ?? 0n
    const units = BigInt(Math.round(value * scale))
    sums.set(name, is('53 bits') ? BigInt(Number(had) + Number(units)) : had + units)
  }
  const numbers = (sums: Map<string, bigint>, scale: number): Record<string, number> =>
    Object.fromEntries([...sums].map(([name, value]) => [name, Number(value) / scale]))
  const sumOf = (by: Record<string, string>, rows: readonly UsageRow[]): UsageSum => {
    const paid = rows.filter(({ outcome }) => is('pays for hits') || !/hit|shared/.test(outcome))
    const figures = (some: readonly UsageRow[]): Partial<Record<UsageFigure, number>> => {
      const sums = new Map<string, bigint>()
      for (const { usage } of some)
        for (const [name, value] of Object.entries(usage ?? {}))
          if (name !== 'source' && name !== 'serviceTier') add(sums, name, value, 1000)
      if (is('zeros')) sums.set('images', sums.get('images') ?? 0n)
      return numbers(sums, 1000)
    }
    const cost = (some: readonly UsageRow[]): Record<string, number> => {
      if (is('floats')) return { USD: some.reduce((sum, row) => sum + (row.cost?.amount ?? 0), 0) }
      const sums = new Map<string, bigint>()
      for (const row of some)
        add(sums, is('one currency') ? 'USD' : (row.cost?.currency ?? ''), row.cost?.amount, 1e9)
      return numbers(sums, 1e9)
    }
    const free = rows.filter((row) => !paid.includes(row))
    const used = ({ usage }: UsageRow): boolean =>
      Object.values(usage ?? {}).some((value) => typeof value === 'number' && value > 0)
    const durations = new Map<string, bigint>()
    for (const { durationMs } of paid) add(durations, 'ms', durationMs, 1000)
    return {
      by,
      calls: rows.filter(({ again }) => is('counts retries') || !again).length,
      requests: paid.length,
      hits: rows.filter(({ outcome }) => outcome === 'hit').length,
      shared: rows.filter(({ outcome }) => outcome === 'shared').length,
      failed: paid.filter(({ outcome }) => outcome !== 'done').length,
      used: figures(paid),
      saved: figures(free),
      cost: cost(paid),
      savedCost: cost(free),
      unpriced: paid.filter((row) => used(row) && (is('free is unpriced') ? !row.cost?.amount : !row.cost))
        .length,
      estimated: paid.filter(({ usage }) => usage && usage.source !== 'provider').length,
      durationMs: numbers(durations, 1000).ms ?? 0,
    }
  }
  const found = ({ where = {}, since = -Infinity, until = Infinity }: UsageQuery): readonly UsageRow[] => {
    const floor = (at: number): number => (is('whole hours') ? Math.floor(at / 3_600_000) : at)
    const rows = all.filter(
      (row) =>
        (floor(row.at) >= floor(since) || is('knows no since')) &&
        row.at < until &&
        Object.entries(where).every(([column, value]) => value === undefined || cell(row, column) === value),
    )
    return is('as appended') ? rows : rows.toSorted((a, b) => a.at - b.at)
  }
  const check = ({ by = [], where = {}, since, until }: UsageQuery): void => {
    if (is('takes any column')) return
    for (const column of [...by, ...Object.keys(where)])
      if (!COLUMNS.test(column)) refuse(`no column ${column}`)
    for (const at of [since ?? 0, until ?? 0])
      if (typeof at !== 'number' || Number.isNaN(at)) refuse('no time')
  }
  return {
    async append(given) {
      const batch = is('reads late') ? given : [...given]
      if (is('reads late') || is('not atomic')) await Promise.resolve()
      if (!is('takes anything'))
        for (const { id, at } of batch)
          if (!id || typeof at !== 'number' || !(Math.abs(at) <= 8.64e15)) refuse(`a row: ${id} ${at}`)
      const known = new Set(is('in one batch') ? all.map(({ id }) => id) : [])
      const before = new Set(all.map(({ id }) => id))
      if (is('not atomic')) await Promise.resolve()
      for (const row of batch) {
        if (is('in one batch') ? known.has(row.id) : before.has(row.id)) continue
        if (!is('counts twice')) before.add(row.id)
        all.push(is('loses fields') ? { ...row, tags: undefined } : row)
        if (is('in parts') && all.length % 7 === 0) await new Promise((resolve) => setTimeout(resolve))
      }
    },
    sum(query) {
      check(query)
      const { by = [] } = query
      const rows = found(query)
      if (!by.length && !(is('no sum of nothing') && !rows.length)) return [sumOf({}, rows)]
      const groups = new Map<string, UsageRow[]>()
      for (const row of rows) {
        const values = by.map((column: UsageColumn) => cell(row, column))
        const key = is('glues') ? values.join('|') : JSON.stringify(values)
        groups.set(key, [...(groups.get(key) ?? []), row])
      }
      const sums = [...groups.values()].map((some) => {
        const [row] = some as [UsageRow]
        return sumOf(Object.fromEntries(by.map((column) => [column, cell(row, column)])), some)
      })
      if (is('any order')) return sums
      const order = (a: UsageSum, b: UsageSum): number => {
        const column = by.find((name) => a.by[name] !== b.by[name]) ?? ''
        return (a.by[column] ?? '') < (b.by[column] ?? '') ? -1 : 1
      }
      return sums.sort(order)
    },
    async *rows(query) {
      check(query)
      const rows = found(query)
      yield* is('one page') ? rows.slice(0, 1000) : rows
    },
    clear() {
      if (is('clears nothing')) return
      all = []
    },
  }
}

/** What is wrong, and the one place, or the first of several, where it is seen. */
const BROKEN: readonly (readonly [breaks: string, place: string | undefined])[] = [
  ['', undefined],
  ['no sum of nothing', 'an empty store has one sum, of nothing'],
  ['counts retries', 'tells calls, requests, hits and failures apart'],
  ['pays for hits', 'keeps what was paid apart from what was saved'],
  ['zeros', 'sums every figure, and tells none that nobody told'],
  ['floats', 'money is exact to a billionth'],
  ['53 bits', 'very large sums lose nothing'],
  ['one currency', 'currencies stay apart'],
  ['free is unpriced', 'tells how many prices and figures are not known'],
  ['sums anything', 'what is no number counts as not told'],
  ['takes any column', 'refuses a column that there is none of'],
  ['takes anything', 'a row without an id or a time is refused, and its batch with it'],
  ['glues', 'names and values that look alike are apart'],
  ['any order', 'groups come in the order of their values'],
  ['days of here', 'a day is one of UTC, to the millisecond'],
  ['whole hours', 'since and until are kept to the millisecond'],
  ['knows no since', 'since and until are kept to the millisecond'],
  ['cuts names', 'groups by any tag'],
  ['inherits', 'groups by any tag'],
  ['loses fields', 'gives rows back as they were appended'],
  ['counts twice', 'a row counts once'],
  ['in one batch', 'a row counts once'],
  ['not atomic', 'a row counts once'],
  ['in parts', 'many at once are all there'],
  ['reads late', 'a batch is taken as it was given'],
  ['as appended', 'lists rows by time, and those of a query alone'],
  ['one page', 'lists more rows than fit one page'],
  ['clears nothing', 'clear forgets everything, ids too'],
]

test.each(BROKEN)(
  'a store that is broken so: %s',
  async (breaks, place) => {
    const { failed, passed } = await runSuite((framework) =>
      usageStoreContract('plain', () => plainStore(breaks), { framework }),
    )
    if (!place) expect(failed).toEqual({})
    else expect(failed).toHaveProperty([place], expect.stringContaining('The contract wants'))
    expect(passed.length).toBeGreaterThan(0)
  },
  120_000,
)

/** Sums of days alone: the rest is refused, or guessed. */
const daysAlone = (guesses: boolean): UsageStore => {
  const { append, sum, clear } = plainStore()
  const needsRows = ({ by = [], where = {}, since, until }: UsageQuery): boolean =>
    [...by, ...Object.keys(where)].some((column) => column.startsWith('tag:')) ||
    [since, until].some((at) => typeof at === 'number' && at % DAY_MS > 0)
  return {
    append,
    clear: clear as () => void,
    sum(query) {
      if (!needsRows(query)) return sum(query)
      if (!guesses) throw new AiuError('unsupported', 'Sums of days alone are kept.')
      const { since = -Infinity } = query
      return sum({ by: query.by, since: Math.floor(since / DAY_MS) * DAY_MS })
    },
  }
}

test('a store that keeps sums alone may refuse what it does not know, but not guess it', async () => {
  const run = (guesses: boolean) =>
    runSuite((framework) => usageStoreContract('sums', () => daysAlone(guesses), { framework }))
  expect((await run(false)).failed).toEqual({})
  const guessed = Object.keys((await run(true)).failed)
  expect(guessed).toContain('since and until are kept to the millisecond')
  expect(guessed).toContain('groups by any tag')
})

test('a store whose rows are gone may refuse what only they could tell, but not count a whole hour', async () => {
  const run = (makeWithoutRows: () => UsageStore) =>
    runSuite((framework) => usageStoreContract('plain', () => plainStore(), { framework, makeWithoutRows }))
  expect((await run(() => daysAlone(false))).failed).toEqual({})
  expect((await run(() => plainStore('whole hours'))).failed).toHaveProperty(
    ['since and until are kept to the millisecond'],
    expect.stringContaining('unsupported'),
  )
  expect(Object.keys((await run(() => daysAlone(true))).failed)).toContain('groups by any tag')
})
