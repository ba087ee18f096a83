import { AiuError } from '@aiu/core'

/** Primary result codes: https://sqlite.org/rescode.html */
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const CORRUPT = 11
const FULL = 13
const NOTADB = 26

const LOCKED_HINT =
  'Another process has it locked. Wait, or end that process; `busyTimeoutMs` says how long a call waits.'
const HINTS: Readonly<Record<number, string>> = {
  [BUSY]: LOCKED_HINT,
  [LOCKED]: LOCKED_HINT,
  [READONLY]: 'Let this process write to the file and its folder.',
  [FULL]: 'Make room on the disk.',
}

/** The primary code, or 0 for another error. An extended code has the primary one in its lowest byte. */
const codeOf = (error: unknown): number =>
  ((Object(error) as { readonly errcode?: number }).errcode ?? 0) & 0xff

export const isBusy = (error: unknown): boolean => [BUSY, LOCKED].includes(codeOf(error))
export const isUnreadable = (error: unknown): boolean => [CORRUPT, NOTADB].includes(codeOf(error))
/** A full disk stops writing only, so the connection can still read. */
export const isDiskFull = (error: unknown): boolean => codeOf(error) === FULL

/** An error that counts as a lock of another process: the same work may succeed in a moment. */
export const busyError = (message: string): Error => Object.assign(new Error(message), { errcode: BUSY })

/** The code `connection`, with the message of SQLite or of the operating system. */
export const toAiuError = (label: string, path: string, cause: unknown): AiuError =>
  new AiuError(
    'connection',
    `The ${label} ${path}: ${(cause as Error | undefined)?.message ?? String(cause)}`,
    {
      hint: HINTS[codeOf(cause)] ?? 'Check the path, the disk, and who may write there.',
      cause,
    },
  )
