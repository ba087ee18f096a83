import { isAiuError, type ReplyHeaders, type Usage } from '@aiu/core'
import { spentMs } from '../headers/spent-ms.ts'
import { usedTokens } from '../tokens/used-tokens.ts'
import type { Lane } from './lane.ts'

/** What an answer, or the events of a stream, tell. */
export interface Told {
  readonly usage?: Usage | undefined
  readonly headers?: ReplyHeaders | undefined
}

/** The right to send one request. One of its functions is called, once. */
export interface Permit {
  done(told: Told): void
  failed(error: unknown, told?: Told): void
  /** Nothing was sent. */
  unused(): void
}

/** Failures before anything was sent. */
const UNSENT = /^(invalid-request|configuration|unsupported|limit|budget-exceeded)$/

/**
 * Settled by the tokens that were told. Where none were, a request that the server refused, or never got, has used none; of any other
 * the estimate stays. `perToken` is their unit, where they are limited.
 */
export function permit(lane: Lane, id: string, perToken: string | false | 0 | undefined): Permit {
  const settle = (used: number | undefined): void =>
    lane.settle(id, perToken && used !== undefined ? { [perToken]: used } : {})
  const learn = (headers: ReplyHeaders | undefined): void => {
    const ms = spentMs(headers, Date.now())
    if (ms) lane.pause(ms)
  }
  return {
    done({ usage, headers }) {
      learn(headers)
      settle(usedTokens(usage))
    },
    failed(error, { usage, headers } = {}) {
      const {
        code = '',
        status,
        ...of
      } = isAiuError(error) ? error : { headers: undefined, attempts: undefined }
      learn(of.headers ?? headers)
      if (UNSENT.test(code)) lane.refund(id)
      else
        settle(
          usedTokens(of.attempts?.at(-1)?.usage ?? usage) ??
            (status || code === 'connection' ? 0 : undefined),
        )
    },
    unused: () => lane.refund(id),
  }
}
