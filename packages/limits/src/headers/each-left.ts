import type { ReplyHeaders } from '@aiu/core'
import { replyNow } from './reply-now.ts'
import { resetMs } from './reset-ms.ts'

/** Of what, `-requests` or nothing; how much; and for how long that is so, in ms, where a reset is told. */
type Left = readonly [of: string, left: number, ms: number | undefined]

/** What a server says is left: each `x-ratelimit-remaining*` that is a figure. */
export function* eachLeft(headers: ReplyHeaders | undefined): Generator<Left> {
  for (const name in headers) {
    const [, of = '', left] =
      /^x-ratelimit-remaining(.*):\s*(\d+(?:\.\d+)?)\s*(?:,|$)/.exec(`${name}:${headers[name]}`) ?? []
    if (left) yield [of, +left, resetMs(headers[`x-ratelimit-reset${of}`], replyNow(headers))]
  }
}
