export type { SqliteFileReport as SqliteUsageReport } from '@aiu/sqlite-file'
export { type SqliteUsage, type SqliteUsageOptions, sqliteUsage } from './sqlite-usage.ts'
