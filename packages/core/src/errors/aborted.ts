import { AiuError, isAiuError } from './aiu-error.ts'

/**
 * The error of a call whose signal fired: as the reason says if that is one of ours (a deadline), else `aborted` with the reason
 * as its cause. Always a new one, since many calls may share a signal.
 */
export const aborted = ({ reason }: Pick<AbortSignal, 'reason'>): AiuError =>
  isAiuError(reason)
    ? new AiuError(reason.code, reason.message, { hint: reason.hint, cause: reason })
    : new AiuError('aborted', 'The call was aborted.', { cause: reason })
