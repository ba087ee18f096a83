import type { ReplyHeaders } from '@aiu/core'

/** Unix ms by the server's own clock, where its reply says so: clocks differ. */
export const replyNow = (headers: ReplyHeaders | undefined): number =>
  Date.parse(headers?.date ?? '') || Date.now()
