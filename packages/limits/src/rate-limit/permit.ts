import { isAiuError, type ReplyHeaders, type Usage } from '@aiu/core'
import type { Admission as Passage } from '../admission.ts'
import { usedTokens } from '../tokens/used-tokens.ts'
import type { WaitQueue as Lane } from './wait-queue.ts'

/** Failures before anything was sent. */
const UNSENT = /^(invalid-request|configuration|unsupported|limit|budget-exceeded)$/

/**
 * The right to send one request. Settled by the tokens that were told. Where none were, a request that the server refused, or never
 * got, has used none; of any other the estimate stays. `perToken` is their unit, where they are limited.
 */
export function permit<T>(
  lane: Lane,
  id: string,
  perToken: string | false | 0 | undefined,
  send: () => T,
): Passage<T> {
  let usage: Usage | undefined
  let heard = false
  let sent = false
  /** Once: at a stream's end, those of its start are old. */
  const hear = (headers: ReplyHeaders | undefined): void => {
    if (headers && !heard) lane.learn(headers)
    heard ||= !!headers
  }
  return {
    send() {
      sent = true
      return send()
    },
    event(told) {
      usage = told.usage ?? usage
      hear(told.headers)
    },
    end(cause) {
      const error = isAiuError(cause) ? cause : undefined
      hear(error?.headers)
      if (!sent || (error && UNSENT.test(error.code))) return lane.refund(id)
      const used =
        usedTokens(error?.attempts?.at(-1)?.usage ?? usage) ??
        (error?.status || error?.code === 'connection' ? 0 : undefined)
      return lane.settle(id, perToken && used !== undefined ? { [perToken]: used } : {})
    },
  }
}
