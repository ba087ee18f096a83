import type { AiuError } from '@aiu/core'

const PASSING = /^(40[89]|42[59]|50[0234]|52[0-49])$/
/** Of an error told within a reply of status 200 only its word is known. None at all: the server's own trouble. */
const PASSING_WORD = /undefined|rate|over|unavail|time|server|internal|system/i
/** What stays wrong with a connection: the certificate, the name. In an address, which some platforms tell, it is none of these. */
const LASTING = /(?<![a-z/.-])(cert|ssl|tls|(self-)?sign|EPROTO|ENOTFOUND|not known)/i
/** The other end has closed it. */
const CLOSED = /RESET|EPIPE|SOCKET/

type Cause = { readonly code?: string; readonly message?: string; readonly cause?: unknown } | undefined

/** The platform's own words for what became of a connection: https://nodejs.org/api/errors.html#common-system-errors */
const wordsOf = ({ cause }: { cause?: unknown }): string => {
  const error = cause as Cause
  return error ? `${error.code ?? error.message} ${wordsOf(error)}` : ''
}

/** Was it a connection that the other end closed? */
export const wasClosed = (error: AiuError): boolean =>
  error.code === 'connection' && CLOSED.test(wordsOf(error))

/** May the same request succeed when it is sent again? `live`: it is for a stream of which nothing has come. */
export function mayRetry(error: AiuError, live: boolean): boolean {
  const { code, status, vendorCode, headers } = error
  const said = headers?.['x-should-retry']
  if (code === 'quota' || said === 'false') return false
  if (said === 'true') return true
  if (status) return PASSING.test(`${status}`)
  if (code === 'connection') return !LASTING.test(wordsOf(error))
  if (code === 'server') return PASSING_WORD.test(`${vendorCode}`)
  return code === 'timeout' || code === 'rate-limit' || (live && code === 'interrupted')
}
