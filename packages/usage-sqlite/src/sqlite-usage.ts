import { setImmediate as turn } from 'node:timers/promises'
import { AiuError, type UsageQuery, type UsageRow, type UsageStore, type UsageSum } from '@aiu/core'
import { checkRow, DAY_MS, dayOf, entryOf, ledger, planOf, rowsAreGone, type Span } from '@aiu/usage/sums'
import { appender, type Written } from './append.ts'
import { database, type SqliteUsageReport } from './database.ts'
import { exact } from './exact.ts'
import { before, type Place, reader } from './reader.ts'
import { prepareSchema } from './schema.ts'

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
  if (typeof path !== 'string' || !path || path.includes('\0')) refuse('path is no path.')
  if (path === ':memory:') refuse('path is ":memory:", and a tracker without a store keeps rows in memory.')
  if (retentionDays !== undefined && !(Number.isInteger(retentionDays) && retentionDays >= 1))
    refuse(`retentionDays is ${retentionDays}, not a whole number of at least 1.`)
  if (typeof busyTimeoutMs !== 'number' || !(busyTimeoutMs >= 0 && busyTimeoutMs <= 600_000))
    refuse(`busyTimeoutMs is ${busyTimeoutMs}, not from 0 to 600,000.`)
  const base = database({
    path,
    busyTimeoutMs,
    onReport,
    prepare(opened) {
      // The wait is ours: SQLite's own stops the whole process.
      opened.exec('PRAGMA busy_timeout = 0')
      prepareSchema(opened, path)
      return { ...appender(opened, retentionDays), ...reader(opened) }
    },
  })
  async function* rowsIn(span: Span, last: number | bigint): AsyncGenerator<readonly UsageRow[], void> {
    let place: Place | undefined = before(span[0])
    while (place) {
      const after: Place = place
      const page = await base.use((file) => file.page(span, after, last))
      yield page.rows
      place = page.next
      // Reading stops the process: others have their turn between two pages.
      if (place) await turn()
    }
  }
  async function mustBeWhole(days: Span): Promise<void> {
    for (const part of await base.use((file) => file.parts(days))) {
      const gone = await base.use((file) => file.incomplete(part))
      if (gone) throw rowsAreGone(gone, 'Ask for whole days of UTC, without tags, or for later ones.')
      await turn()
    }
  }
  const close = async (): Promise<void> => base.close()
  return {
    name: 'sqlite',
    async append(rows) {
      const written = rows.map((row): Written => {
        checkRow(row)
        return { id: exact(row.id), at: row.at, json: JSON.stringify(row), row }
      })
      if (written.length) await base.use((file) => file.append(written))
    },
    async sum(query) {
      const plan = planOf(query)
      const book = ledger(plan.by)
      const last = await base.use((file) => file.days(plan, book))
      for (const span of plan.rows)
        for await (const page of rowsIn(span, last))
          for (const row of page) {
            if (!plan.has(row)) continue
            const { group, measured } = entryOf(row)
            book.add(plan.valuesOf(row), group, measured)
          }
      // Afterwards, since rows may be dropped while others are read.
      for (const [from, to] of plan.rows) await mustBeWhole([dayOf(from), Math.ceil(to / DAY_MS)])
      return book.sums()
    },
    async *rows(query) {
      const plan = planOf(query)
      for await (const page of rowsIn(plan.span, NO_LAST))
        for (const row of page) if (plan.has(row)) yield row
    },
    clear: () => base.use((file) => file.clear()),
    close,
    [Symbol.asyncDispose]: close,
  }
}
