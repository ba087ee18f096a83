import { AiuError } from '@aiu/core'
import { dayName } from './entry.ts'
import type { Span } from './selection.ts'

/**
 * The error of a sum that only rows could tell, if they are not kept. Every store throws it rather than guess: a sum is exact, or
 * refused. `days` leads from the first day that lacks rows to after the last.
 */
export const rowsAreGone = ([from, to]: Span): AiuError =>
  new AiuError(
    'unsupported',
    `Not all rows from ${dayName(from)} to ${dayName(to - 1)} are kept, and sums by tag and of parts of days need them.`,
    { hint: 'Ask for whole days of UTC, without tags, or for later ones.' },
  )
