import type { AiuError } from '@aiu/core'
import { MAX_TIMER_MS } from '@aiu/core/layer-kit'
import { replyNow } from '../headers/reply-now.ts'
import { spentMs } from '../headers/spent-ms.ts'

/** 0 for what is no number, and for one that nobody can mean. */
const decimal = (text = ''): number => (/^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : 0)

/**
 * How long a server asks to wait, in ms, at most 2^31 - 1; 0 where it does not say, or says what cannot be meant. A date, and a reset
 * told as one, is by the reply's own `date`: clocks differ.
 */
export function hintOf({ headers = {}, retryAfterMs = 0 }: AiuError): number {
  const { 'retry-after': after = '' } = headers
  const ms =
    decimal(headers['retry-after-ms']) ||
    decimal(headers['x-ms-retry-after-ms']) ||
    decimal(after) * 1000 ||
    (/^\w+, .+ GMT$/.test(after) && Math.max(0, Date.parse(after) - replyNow(headers))) ||
    spentMs(headers) ||
    // Told in a body, or by a provider that keeps no headers.
    (after ? 0 : retryAfterMs)
  return ms > 0 ? Math.min(ms, MAX_TIMER_MS) : 0
}
