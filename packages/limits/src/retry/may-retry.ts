import type { AiuError } from '@aiu/core'

const PASSING = /^(408|409|425|429|50[0234]|52[0-4]|529)$/
/** Errors that a server tells within a reply of status 200 have its word alone. */
const PASSING_WORD =
  /rate.?limit|overload|capacity|unavail|time.?out|server|internal|exhaust|insufficient_sys/i
/** What stays wrong with a connection: the certificate, the name. */
const LASTING = /cert|tls|ssl|issuer|signature|EPROTO|ENOTFOUND|not known/i
/** The other end has closed it. */
const CLOSED = /ECONNRESET|EPIPE|UND_ERR_SOCKET/

/** The system's own words for it: the innermost code, else the innermost message. */
function wordOf({ cause }: AiuError): string {
  let word = ''
  for (let at = cause as (Error & { code?: string }) | undefined; at; at = at.cause as Error | undefined)
    word = `${at.code ?? at.message}`
  return word
}

/** Was a connection closed that had been kept? Only `mayRetry` knows whether that may pass. */
export const wasClosed = (error: AiuError): boolean =>
  error.code === 'connection' && CLOSED.test(wordOf(error))

/** May the same request succeed when it is sent again? `live`: it is a stream of which nothing has come. */
export function mayRetry(error: AiuError, live: boolean): boolean {
  const { code, status, vendorCode = 'server', headers } = error
  const said = headers?.['x-should-retry']
  if (code === 'quota' || code === 'aborted') return false
  if (said === 'true' || said === 'false') return said === 'true'
  if (status) return PASSING.test(`${status}`)
  if (code === 'connection') return !LASTING.test(wordOf(error))
  if (code === 'server') return PASSING_WORD.test(vendorCode)
  return code === 'timeout' || code === 'rate-limit' || (live && code === 'interrupted')
}
