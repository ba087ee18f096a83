import type { ReplyHeaders } from '@aiu/core'
import { eachLeft } from './each-left.ts'

/**
 * How long until what is used up is there again, in ms: the longest `x-ratelimit-reset*` of those whose
 * `x-ratelimit-remaining*` is 0. `undefined` where nothing is used up, or nobody says until when.
 */
export function spentMs(headers: ReplyHeaders | undefined): number | undefined {
  let longest: number | undefined
  for (const [, left, ms] of eachLeft(headers))
    if (!left && ms !== undefined) longest = Math.max(longest ?? 0, ms)
  return longest
}
