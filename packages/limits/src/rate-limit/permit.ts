import { type BaseTold, type CallOptions, isAiuError, type ReplyHeaders } from '@aiu/core'
import { type AttemptRecord, recordAttempts, totalTokensOf } from '@aiu/core/accounting'
import type { Admission } from '../admission.ts'
import type { WaitQueue } from './wait-queue.ts'

/** Failures before anything was sent. */
const UNSENT = /^(invalid-request|configuration|unsupported|limit|budget-exceeded)$/

export interface PermitOptions<Q, T> {
  readonly queue: WaitQueue
  /** The reservation's id. */
  readonly id: string
  readonly request: Q
  send(request: Q): T
  /** The unit that tokens are counted in, and how many are reserved. Absent: tokens are not limited. */
  readonly tokens?: { readonly unit: string; readonly reserved: number } | undefined
}

/**
 * The right to send one request. Its tokens are settled by what its attempts used; where that is not known, the estimate stays. What was
 * never sent is given back.
 */
export function permit<Q extends CallOptions, T>({
  queue,
  id,
  request,
  send,
  tokens,
}: PermitOptions<Q, T>): Admission<T> {
  const recorder = tokens && recordAttempts(request, () => {})
  let answer: BaseTold | undefined
  let sent = false
  let heard = false
  /** Once: at a stream's end, those of its start are old. */
  const hear = (headers: ReplyHeaders | undefined): void => {
    if (headers && !heard) queue.learn(headers)
    heard ||= !!headers
  }
  const tokensOf = ({ usage, free }: AttemptRecord): number =>
    free ? 0 : (totalTokensOf(usage) ?? tokens?.reserved ?? 0)
  return {
    send() {
      sent = true
      return send(recorder?.request ?? request)
    },
    event(event: BaseTold & { readonly type?: string }) {
      if (!event.type || event.type === 'finish') answer = event
      recorder?.add(event)
      hear(event.headers)
    },
    end(cause) {
      const error = isAiuError(cause) ? cause : undefined
      hear(error?.headers)
      const records = recorder?.end().attempts ?? []
      const isUnsent = error ? UNSENT.test(error.code) : answer?.cached && !answer.attempts?.[0]
      if (!sent || (isUnsent && records.every(({ free }) => free))) return queue.refund(id)
      const used = records.reduce((sum, record) => sum + tokensOf(record), 0)
      return queue.settle(id, tokens && records[0] ? { [tokens.unit]: used } : {})
    },
  }
}
