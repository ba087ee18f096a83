export type { SqliteUsageReport } from './database.ts'
export { type SqliteUsage, type SqliteUsageOptions, sqliteUsage } from './sqlite-usage.ts'
