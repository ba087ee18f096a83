export {
  type SqliteUsage,
  type SqliteUsageOptions,
  type SqliteUsageReport,
  sqliteUsage,
} from './sqlite-usage.ts'
