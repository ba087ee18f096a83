import { aborted } from '../errors/aborted.ts'
import { AiuError, type ErrorFields, isAiuError } from '../errors/aiu-error.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { redact } from '../errors/redact.ts'
import type { ReplyHeaders } from '../words/response-base.ts'
import type { Server } from './server.ts'

/** An error about this server, with at most 500 characters of its own words: no markup, no secret. */
export function failure(
  { name, secrets }: Server,
  code: ErrorCode,
  what: string,
  words = '',
  fields?: ErrorFields,
): AiuError {
  const plain = words
    .slice(0, 20_000)
    .replace(/<(script|style)[^]*?<\/\1>|<[^>]*>?/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const message = redact(`${name} ${what}${plain && `: ${plain}`}`, secrets)
  return new AiuError(code, message.slice(0, 550), { provider: name, ...fields })
}

/** A failure of the network or of the reading as one of ours; an abort as what its reason says. */
export function unreachable(
  server: Server,
  cause: unknown,
  signal: AbortSignal | undefined,
  code: 'connection' | 'interrupted' = 'connection',
): AiuError {
  if (isAiuError(cause)) return cause
  if (signal?.aborted) return aborted(signal)
  const { message, cause: inner } = (cause ?? {}) as {
    message?: string
    cause?: { code?: string; message?: string }
  }
  return failure(server, code, `at ${server.baseURL} lost the connection`, inner?.code ?? inner?.message ?? message, {
    cause: safe(cause, server.secrets),
  })
}

/** A cause that repeats a secret is told by its redacted words alone. */
const safe = (cause: unknown, secrets: readonly string[]): unknown => {
  const { message, stack, cause: inner } = (cause ?? {}) as Error
  const told = `${message}${stack}${inner && JSON.stringify(inner)}`
  return redact(told, secrets) === told ? cause : new Error(redact(String(message), secrets))
}

const KINDS: Readonly<Record<number, ErrorCode>> = {
  401: 'authentication',
  402: 'quota',
  403: 'authentication',
  404: 'not-found',
  408: 'timeout',
  413: 'too-large',
  429: 'rate-limit',
}

/** What a server told of an error, in whatever shape, as one of ours. `response` is absent for an error inside a stream. */
export function apiError(server: Server, told: unknown, response?: Response): AiuError {
  type Told = { error?: Told; message?: unknown; detail?: unknown; code?: unknown; type?: unknown }
  const list = told as Told[] | undefined
  const whole = (list?.[0]?.error ? list[0] : told) as Told | undefined
  const inner: Told = whole?.error ?? whole ?? {}
  const { code, type } = inner
  const words = inner.message ?? inner.detail ?? inner
  const text = typeof words === 'string' ? words : JSON.stringify(words)
  const status = response && !response.ok ? response.status : Number(code) || undefined
  const headers = response && keptHeaders(server, response)
  const kind = `${code} ${type}`
  const spent = /insufficient|quota|billing|credit|balance/i
  return failure(
    server,
    status === 429 && (spent.test(kind) || /billing|credits?\b|balance/i.test(text))
      ? 'quota'
      : ((status ? KINDS[status] : /rate.?limit/i.test(kind) ? 'rate-limit' : undefined) ??
          (status && status < 500 ? 'bad-request' : 'server')),
    `answered with an error${status ? ` (HTTP ${status})` : ''}`,
    text,
    {
      status,
      vendorCode: clean(server, code ?? type),
      requestId: headers?.['x-request-id'],
      retryAfterMs: headers && waitOf(headers),
      headers,
    },
  )
}

const clean = ({ secrets }: Server, word: unknown): string | number | undefined =>
  typeof word === 'number' ? word : typeof word === 'string' ? redact(word, secrets).slice(0, 200) : undefined

/** The plain forms of the hint; retry layers read the others out of `headers`. */
const waitOf = (headers: ReplyHeaders): number | undefined => {
  const ms = Number(headers['retry-after-ms'] ?? Number(headers['retry-after']) * 1000)
  return ms > 0 ? ms : undefined
}

/** The reply's headers worth keeping, redacted; longer ones than 200 characters are not. */
export function keptHeaders({ secrets }: Server, { headers }: Response): ReplyHeaders {
  const kept: Record<string, string> = {}
  headers.forEach((value, name) => {
    if (value.length <= 200 && /^(retry-after|x-(ratelimit|ms-retry|should-retry|request-id)|date$)/.test(name))
      kept[name] = redact(value, secrets)
  })
  return kept
}
