import { AiuError } from '@aiu/core'

/** https://sqlite.org/rescode.html */
export const BUSY: readonly number[] = [5, 6]
/** SQLITE_CORRUPT, SQLITE_NOTADB */
export const UNREADABLE: readonly number[] = [11, 26]
const HINTS: Readonly<Record<number, string>> = {
  5: 'Another process has it locked. Wait, or end that process; `busyTimeoutMs` says how long is waited.',
  6: 'Another process has it locked. Wait, or end that process; `busyTimeoutMs` says how long is waited.',
  8: 'Let this process write to the file and its folder.',
  13: 'Make room on the disk.',
}

/** SQLite's primary code, or 0: an extended one has it in its lowest byte. */
export const codeOf = (error: unknown): number =>
  ((Object(error) as { readonly errcode?: number }).errcode ?? 0) & 0xff

/** That the file cannot be worked with, in the words of SQLite or of the system. */
export const failure = (path: string, cause: unknown): AiuError =>
  new AiuError(
    'connection',
    `The usage file ${path}: ${(cause as Error | undefined)?.message ?? String(cause)}`,
    {
      hint: HINTS[codeOf(cause)] ?? 'Check the path, the disk, and who may write there.',
      cause,
    },
  )
