import type { AiuError } from '@aiu/core'
import { MOST_MS } from '../headers/reset-ms.ts'
import { spentMs } from '../headers/spent-ms.ts'

const MOST_LENGTH = 200
const NONE = Number.NaN

const decimal = (text = ''): number =>
  text.length <= MOST_LENGTH && /^\d+(\.\d+)?$/.test(text) ? Number(text) : NONE

/**
 * How long a server asks to wait, in ms, above 0 and at most 2^31 - 1; `undefined` where it does not say, or says what cannot be
 * meant. A date, and a reset told as one, is by the reply's own `date`: clocks differ.
 */
export function hintOf({ headers = {}, retryAfterMs = NONE }: AiuError): number | undefined {
  const { date = '', 'retry-after': after = '' } = headers
  const now = Date.parse(date) || Date.now()
  const ms = [
    decimal(headers['retry-after-ms']),
    decimal(headers['x-ms-retry-after-ms']),
    decimal(after) * 1000,
    /^\w+, .{1,40} GMT$/.test(after) ? Date.parse(after) - now : NONE,
    spentMs(headers, now) ?? NONE,
    // Told in a body, or by a provider that keeps no headers.
    after ? NONE : retryAfterMs,
  ].find((each) => each > 0 && each < Infinity)
  return ms && Math.min(ms, MOST_MS)
}
