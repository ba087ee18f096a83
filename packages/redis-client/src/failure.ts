import { AiuError, redact } from '@aiu/core'

/**
 * Whom a failure concerns. `call`: that call alone, since the server answered, or answered others meanwhile. `server`: every call of
 * its kind, since the server refuses to write or to read for now. `lost`: every call, since nothing is heard from the server, or since it
 * lets nobody in.
 */
export type FailureScope = 'call' | 'server' | 'lost'

/** Replies that tell of the server's own state, whatever was sent. Redis 6 puts those that a script met after words of its own. */
const SERVER_WIDE =
  /(?:^|: -)(READONLY|OOM|MISCONF|LOADING|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|BUSY|NOAUTH|WRONGPASS)\b/
const AUTHENTICATION = /^(WRONGPASS|NOAUTH|NOPERM)\b/
/** The server's own errors begin with a word in capitals. */
const REPLY = /^[A-Z]{2,}\s/

const scopes = new WeakMap<AiuError, FailureScope>()

/** Whom a rejection of `run` concerns. `undefined` for an error that is not of a connection. */
export const failureScope = (error: unknown): FailureScope | undefined => scopes.get(error as AiuError)

function messageOf(cause: unknown): string {
  const { message, code } = Object(cause) as { readonly message?: unknown; readonly code?: unknown }
  return String(message || code || cause)
}

/** Whether the server itself answered with this error. */
export const isReply = (cause: unknown): boolean => REPLY.test(messageOf(cause))

export const replyScope = (cause: unknown): FailureScope =>
  SERVER_WIDE.test(messageOf(cause)) ? 'server' : 'call'

/** `connection`, `authentication` or `server`, in the words of the client or the server, without the password. */
export function toAiuError(
  server: string,
  secrets: readonly string[],
  cause: unknown,
  scope: FailureScope,
): AiuError {
  const words = redact(messageOf(cause), secrets)
  const message = `${server}: ${words}`
  const error = AUTHENTICATION.test(words)
    ? new AiuError('authentication', message, { hint: 'Check the user, its rights and the password.' })
    : new AiuError(REPLY.test(words) ? 'server' : 'connection', message)
  scopes.set(error, scope)
  return error
}
