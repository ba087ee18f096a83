import { AiuError, type UsageQuery, type UsageRow, type UsageStore, type UsageSum } from '@aiu/core'
import { checkPrefix, type RedisAddress, redisConnection } from '@aiu/redis-client'
import { checkRow, DAY_MS, dayOf, ledger, planOf, rowsAreGone } from '@aiu/usage/sums'
import { append } from './append.ts'
import { keysOf } from './keys.ts'
import { reader } from './reader.ts'
import { CLEAR, type RedisCommands, type Scripts } from './scripts.ts'

interface CommonOptions {
  /**
   * Before every key, so that a database can be shared: letters, digits and `_.-`, with single `:` between them. Default `aiu:usage`.
   */
  readonly prefix?: string | undefined
  /**
   * For how many days rows are kept, after the last one of their day was appended; 0 for none, and then the store has no `rows`. Sums by
   * day and by every column but tags stay for ever. Ids of rows are kept as long, at least two days: a row that is appended once more
   * after that time counts once more. Default 7.
   */
  readonly retentionDays?: number | undefined
  /** How long Redis may take for each step of a call, connecting included, before the call rejects, in ms. Default 2,000. */
  readonly patienceMs?: number | undefined
}
/** Either a `url` or a `client`. */
export type RedisUsageOptions = CommonOptions &
  (
    | {
        /** `redis://user:password@host:6379/0`, `rediss://` over TLS, or the same in parts: `{ host: '::1', port: 6379 }`. */
        readonly url: string | URL | RedisAddress
        readonly client?: undefined
      }
    | {
        /** Your own, of `redis` or `@redis/client`: also of a cluster. It is connected, and closed, by you. */
        readonly client: RedisCommands
        readonly url?: undefined
      }
  )

export interface RedisUsage extends UsageStore, AsyncDisposable {
  append(rows: readonly UsageRow[]): Promise<void>
  sum(query: UsageQuery): Promise<readonly UsageSum[]>
  clear(): Promise<void>
  /** Ends the connection, after what is under way. The process ends without it, too. The next call connects again. */
  close(): Promise<void>
}

const refuse = (what: string): never => {
  throw new AiuError('configuration', `redisUsage: ${what}`)
}

/**
 * Keeps sums of usage by day in Redis (6.0 or later) or Valkey, and rows for some days, for any number of machines. Connects at first
 * use, and again at the next use after the connection was lost; what fails rejects with `connection`, `authentication` or `server`, and
 * may be appended again. Throws `configuration` for options that cannot be meant.
 *
 * @example const store = redisUsage({ url: 'redis://127.0.0.1:6379' })
 */
export function redisUsage(options: RedisUsageOptions): RedisUsage {
  const { url, client, prefix = 'aiu:usage', retentionDays = 7, patienceMs = 2_000 } = options
  const redis = redisConnection<RedisCommands>({
    owner: 'redisUsage',
    url,
    client,
    commands: ['eval'],
    timeoutMs: patienceMs,
  })
  checkPrefix('redisUsage', prefix)
  if (!(Number.isInteger(retentionDays) && retentionDays >= 0 && retentionDays <= 100_000))
    refuse(`retentionDays is ${retentionDays}, not a whole number from 0 to 100,000.`)
  if (!(typeof patienceMs === 'number' && patienceMs >= 1 && patienceMs <= 600_000))
    refuse(`patienceMs is ${patienceMs}, not from 1 to 600,000.`)
  const scripts: Scripts = {
    // By EVAL: a script that the server keeps may be gone.
    run: (script, keys, values) =>
      redis.run((commands) => commands.eval(script, { keys: [...keys], arguments: values.map(String) })),
  }
  const keys = keysOf(prefix)
  const { sums, incomplete, pages } = reader(scripts, keys)
  const store: RedisUsage = {
    name: 'redis',
    async append(rows) {
      const batch = [...rows]
      for (const row of batch) checkRow(row)
      await append(batch, scripts, keys, retentionDays)
    },
    async sum(query) {
      const plan = planOf(query)
      const book = ledger(plan)
      if (plan.days) await sums(plan, plan.days, book)
      for (const span of plan.rows) for await (const page of pages(span)) book.addRows(page)
      // Afterwards, since rows may end while others are read.
      for (const [from, to] of plan.rows) {
        const gone = await incomplete([dayOf(from), Math.ceil(to / DAY_MS)])
        if (gone) throw rowsAreGone(gone)
      }
      return book.sums()
    },
    async clear() {
      await scripts.run(CLEAR, [keys.kinds, keys.days], [keys.before])
    },
    close: redis.close,
    [Symbol.asyncDispose]: redis.close,
  }
  if (!retentionDays) return store
  return {
    ...store,
    async *rows(query) {
      const plan = planOf(query)
      for await (const page of pages(plan.span)) for (const row of page) if (plan.has(row)) yield row
    },
  }
}
