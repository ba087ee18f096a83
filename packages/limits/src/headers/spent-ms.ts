import type { ReplyHeaders } from '@aiu/core'
import { replyNow } from './reply-now.ts'
import { resetMs } from './reset-ms.ts'

/**
 * How long until what is used up is there again, in ms: the longest `x-ratelimit-reset*` of those whose
 * `x-ratelimit-remaining*` is 0. `undefined` where nothing is used up, or nobody says until when.
 */
export function spentMs(headers: ReplyHeaders | undefined, now?: number): number | undefined {
  let longest: number | undefined
  for (const name in headers) {
    const [, of] = /^x-ratelimit-remaining(.*)/.exec(name) ?? []
    if (of === undefined || !/^\s*0+(\.0+)?\s*(,|$)/.test(headers[name] as string)) continue
    const ms = resetMs(headers[`x-ratelimit-reset${of}`], now ?? replyNow(headers))
    if (ms !== undefined) longest = Math.max(longest ?? 0, ms)
  }
  return longest
}
