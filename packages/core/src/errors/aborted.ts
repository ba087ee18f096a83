import { AiuError, isAiuError } from './aiu-error.ts'

/** The error of a call whose signal fired: our own error if that is the reason (a deadline), else `aborted` with the reason as its cause. */
export const aborted = ({ reason }: AbortSignal): AiuError =>
  isAiuError(reason) ? reason : new AiuError('aborted', 'The call was aborted.', { cause: reason })
