export {
  type SqliteReport,
  type SqliteStatistics,
  type SqliteStore,
  type SqliteStoreOptions,
  sqliteStore,
} from './sqlite-store.ts'
