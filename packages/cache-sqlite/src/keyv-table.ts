import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { KeyvSqlite } from '@keyv/sqlite'

/** Runs one statement, and resolves with its rows. */
export type Query = <Row>(statement: string, ...values: readonly SQLInputValue[]) => Promise<readonly Row[]>

/** The table of Keyv's own adapter, created or migrated by it, on a connection that is ours. */
export async function keyvTable(database: DatabaseSync, table: string): Promise<Query> {
  const statements = new Map<string, StatementSync>()
  const run = (statement: string, values: readonly SQLInputValue[]): unknown[] => {
    const prepared = statements.get(statement) ?? database.prepare(statement)
    statements.set(statement, prepared)
    return prepared.all(...values)
  }
  const adapter = new KeyvSqlite({
    table,
    keySize: 1024,
    driver: {
      name: 'custom',
      connect: async () => ({
        query: async (statement: string, ...values: unknown[]) => run(statement, values as SQLInputValue[]),
        close: async () => {},
      }),
    },
  })
  // Without a listener its errors would be printed.
  adapter.on('error', () => {})
  await adapter.ready
  return ((statement, ...values) => adapter.query(statement, ...values)) as Query
}
