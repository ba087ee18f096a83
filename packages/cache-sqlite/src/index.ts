export type { SqliteReport } from './database.ts'
export {
  type SqliteStatistics,
  type SqliteStore,
  type SqliteStoreOptions,
  sqliteStore,
} from './sqlite-store.ts'
