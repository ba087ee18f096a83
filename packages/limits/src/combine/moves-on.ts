import { type AiuError, isAiuError } from '@aiu/core'
import type { Clock } from '@aiu/core/layer-kit'
import type { AnyRequest } from './way.ts'

/** The caller's, the question's and the set-up's: with another member it would be the same, or hide what must be mended. */
const STAYS = /^(aborted|invalid-request|configuration)$/

/** The failure of one member, which another one may mend; throws what none can. */
export function movesOn(cause: unknown, { signal, deadline = Infinity }: AnyRequest, clock: Clock): AiuError {
  if (!isAiuError(cause) || STAYS.test(cause.code) || signal?.aborted || deadline <= clock.now()) throw cause
  return cause
}
