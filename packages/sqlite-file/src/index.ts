export { escapeText, unescapeText } from './escape-text.ts'
export type { SqliteLayout } from './layout.ts'
export {
  type SqliteFile,
  type SqliteFileOptions,
  type SqliteFileReport,
  sqliteFile,
} from './sqlite-file.ts'
export { transaction } from './transaction.ts'
