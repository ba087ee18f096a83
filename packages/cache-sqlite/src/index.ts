export type { SqliteFileReport as SqliteReport } from '@aiu/sqlite-file'
export {
  type SqliteStatistics,
  type SqliteStore,
  type SqliteStoreOptions,
  sqliteStore,
} from './sqlite-store.ts'
