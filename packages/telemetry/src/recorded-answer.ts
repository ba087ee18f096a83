import type { BaseTold } from '@aiu/core'
import type { Recording } from './recording.ts'

/** One answer, told as it comes or fails. */
export async function recordedAnswer<Q, R extends BaseTold>(
  call: Recording<Q>,
  next: (request: Q) => Promise<R>,
): Promise<R> {
  try {
    const response = await call.within(() => next(call.request))
    call.answered(response)
    return response
  } catch (cause) {
    call.failed(cause)
    throw cause
  }
}
