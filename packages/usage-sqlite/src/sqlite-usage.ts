import { setImmediate as turn } from 'node:timers/promises'
import { AiuError, type UsageQuery, type UsageRow, type UsageStore, type UsageSum } from '@aiu/core'
import { escapeText, type SqliteFileReport, sqliteFile } from '@aiu/sqlite-file'
import { checkRow, DAY_MS, dayOf, ledger, planOf, rowsAreGone, type Span } from '@aiu/usage/sums'
import { appender, type Written } from './append.ts'
import { before, type Place, reader } from './reader.ts'
import { LAYOUT } from './schema.ts'

/** A repair of the file: it was moved aside because it was unreadable, or created again because it was gone. */
export type SqliteUsageReport = SqliteFileReport

export interface SqliteUsageOptions {
  /** The database's file, which is of this store alone; it and its folder are made where they are missing, readable by you alone. */
  readonly path: string
  /**
   * For how many days rows are kept, from when they were appended. Sums by day and by every column but tags stay for ever. A row that
   * is appended once more after that time counts once more. Default: rows stay, too.
   */
  readonly retentionDays?: number | undefined
  /** How long a call waits for another process's lock before it rejects, in ms. This process goes on meanwhile. Default 5,000. */
  readonly busyTimeoutMs?: number | undefined
  /** Told when a file that is no database was set aside, and when one that was gone was made anew. */
  readonly onReport?: ((report: SqliteUsageReport) => void) | undefined
}

export interface SqliteUsage extends UsageStore, AsyncDisposable {
  append(rows: readonly UsageRow[]): Promise<void>
  sum(query: UsageQuery): Promise<readonly UsageSum[]>
  rows(query: UsageQuery): AsyncIterable<UsageRow>
  clear(): Promise<void>
  /** Closes the file. The next call opens it again. */
  close(): Promise<void>
}

const refuse = (what: string): never => {
  throw new AiuError('configuration', `sqliteUsage: ${what}`)
}
/** After every row. */
const NO_LAST = 9_223_372_036_854_775_807n

/**
 * Keeps rows of usage, and their sums by day, in a SQLite file, for one machine and any number of its processes. Throws
 * `configuration` for options that cannot be meant; calls reject with `configuration` where the file is of something else or of a later
 * version, with `connection` where it cannot be worked with, and may then be made again.
 *
 * @example const store = sqliteUsage({ path: '.data/usage.sqlite' })
 */
export function sqliteUsage({
  path,
  retentionDays,
  busyTimeoutMs = 5_000,
  onReport,
}: SqliteUsageOptions): SqliteUsage {
  if (path === ':memory:') refuse('path is ":memory:", and a tracker without a store keeps rows in memory.')
  if (retentionDays !== undefined && !(Number.isInteger(retentionDays) && retentionDays >= 1))
    refuse(`retentionDays is ${retentionDays}, not a whole number of at least 1.`)
  const file = sqliteFile({
    path,
    owner: 'sqliteUsage',
    label: 'usage file',
    busyTimeoutMs,
    layout: LAYOUT,
    onReport,
    prepare: (database) => ({ ...appender(database, retentionDays), ...reader(database) }),
  })
  async function* rowsIn(span: Span, last: number | bigint): AsyncGenerator<readonly UsageRow[], void> {
    let place: Place | undefined = before(span[0])
    while (place) {
      const after: Place = place
      const page = await file.use((sql) => sql.page(span, after, last))
      yield page.rows
      place = page.next
      // Reading stops the process: others have their turn between two pages.
      if (place) await turn()
    }
  }
  async function mustBeWhole(days: Span): Promise<void> {
    for (const part of await file.use((sql) => sql.parts(days))) {
      const gone = await file.use((sql) => sql.incomplete(part))
      if (gone) throw rowsAreGone(gone)
      await turn()
    }
  }
  return {
    name: 'sqlite',
    async append(rows) {
      const written = rows.map((row): Written => {
        checkRow(row)
        return { id: escapeText(row.id), at: row.at, json: JSON.stringify(row), row }
      })
      if (written.length) await file.use((sql) => sql.append(written))
    },
    async sum(query) {
      const plan = planOf(query)
      const book = ledger(plan)
      const last = await file.use((sql) => sql.days(plan, book))
      for (const span of plan.rows) for await (const page of rowsIn(span, last)) book.addRows(page)
      // Afterwards, since rows may be dropped while others are read.
      for (const [from, to] of plan.rows) await mustBeWhole([dayOf(from), Math.ceil(to / DAY_MS)])
      return book.sums()
    },
    async *rows(query) {
      const plan = planOf(query)
      for await (const page of rowsIn(plan.span, NO_LAST))
        for (const row of page) if (plan.has(row)) yield row
    },
    clear: () => file.use((sql) => sql.clear()),
    close: file.close,
    [Symbol.asyncDispose]: file.close,
  }
}
