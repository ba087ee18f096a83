import { aborted } from '../errors/aborted.ts'
import { AiuError, type ErrorFields, isAiuError } from '../errors/aiu-error.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { redact } from '../errors/redact.ts'
import type { ReplyHeaders } from '../words/response-base.ts'
import type { Server } from './server.ts'
import { toText } from './to-text.ts'

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
    .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>?/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const message = redact(`${name} ${what}${plain && `: ${plain}`}`, secrets)
  return new AiuError(code, message.slice(0, 550), { provider: name, ...fields })
}

/** Does it repeat a secret, in any text that is logged of it? */
const repeats = (value: unknown, secrets: readonly string[], depth = 5): boolean =>
  typeof value === 'string'
    ? redact(value, secrets) !== value
    : Object(value) === value &&
      depth > 0 &&
      Object.getOwnPropertyNames(value).some((name) => repeats((value as never)[name], secrets, depth - 1))

/** What a failure that is not ours means: before the reply, while reading it, or of what it says. */
export type Stage = 'connection' | 'interrupted' | 'malformed'

/** A failure of the network or of the reading as one of ours; an abort as what its reason says. A cause that repeats a secret is left out. */
export function unreachable(
  server: Server,
  cause: unknown,
  signal: AbortSignal | undefined,
  stage: Stage = 'connection',
): AiuError {
  if (isAiuError(cause)) return cause
  if (signal?.aborted) return aborted(signal)
  const { name, message, cause: inner } = Object(cause) as Partial<Error> & { cause?: { code?: string } }
  // The caller's own fetch may have been aborted by a signal that is not known here.
  if (name === 'AbortError') return aborted({ reason: cause })
  const [what, words] =
    stage === 'malformed'
      ? ['sent what cannot be read']
      : [`at ${server.baseURL} lost the connection`, `${inner?.code ?? message ?? ''}`]
  return failure(server, stage, what, words, {
    cause: repeats(cause, server.secrets) ? undefined : cause,
  })
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

interface Told {
  readonly error?: Told | true
  readonly message?: unknown
  readonly detail?: unknown
  readonly code?: unknown
  readonly type?: unknown
}

/** What a server told of an error, in whatever shape, as one of ours. `response` is absent for an error inside a stream. */
export function apiError(server: Server, told: unknown, response?: Response): AiuError {
  const whole = ((told as Told[] | undefined)?.[0]?.error ? (told as Told[])[0] : told) as Told | undefined
  const inner: Told = (whole?.error === true ? whole : (whole?.error ?? whole)) ?? {}
  const word = inner.code ?? inner.type
  const words = inner.message ?? inner.detail ?? inner
  const status = response && !response.ok ? response.status : Number(word) || undefined
  const headers = response && keptHeaders(server, response)
  const wait = Number(headers?.['retry-after-ms'] ?? Number(headers?.['retry-after']) * 1000)
  // A spent quota comes as 429 too, and no waiting mends it. Only its code tells: the words of a passing limit speak of quotas as well.
  const kind = /quota|billing|credit|balance/i.test(`${word} ${inner.type}`)
    ? 'quota'
    : KINDS[status as number]
  return failure(
    server,
    kind ?? ((status as number) > 399 && (status as number) < 500 ? 'bad-request' : 'server'),
    `answered with an error${status ? ` (HTTP ${status})` : ''}`,
    toText(words),
    {
      status,
      vendorCode: word ? redact(`${word}`, server.secrets) : undefined,
      requestId: headers?.['x-request-id'],
      retryAfterMs: wait > 0 ? wait : undefined,
      headers,
    },
  )
}

/** The reply's headers worth keeping, redacted; longer ones than 200 characters are not. */
export function keptHeaders({ secrets }: Server, { headers }: Response): ReplyHeaders {
  const kept: Record<string, string> = {}
  for (const [name, value] of headers) {
    if (
      value.length <= 200 &&
      /^(retry-after|x-(ratelimit|ms-retry|should-retry|request-id)|date$)/.test(name)
    )
      kept[name] = redact(value, secrets)
  }
  return kept
}
