import { AiuError, redact } from '@aiu/core'

/** A server's address, as far as it may be told. */
export interface Address {
  /** In the words of the client or the server, without the password. */
  failure(cause: unknown): AiuError
}

const refuse = (what: string): never => {
  throw new AiuError('configuration', `redisLimits: url ${what}.`, {
    hint: 'Give one like "redis://user:password@127.0.0.1:6379/0", with % and other signs of the password percent-encoded.',
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse('has a user or password that is not percent-encoded')
  }
}

const failures = (name: string, secrets: readonly string[]): Address => ({
  failure(cause) {
    const { message, code } = Object(cause) as { readonly message?: unknown; readonly code?: unknown }
    const words = redact(String(message || code || cause), secrets)
    const said = `${name}: ${words}`
    if (/^(WRONGPASS|NOAUTH|NOPERM)\b/.test(words))
      return new AiuError('authentication', said, { hint: 'Check the user, its rights and the password.' })
    // The server's own errors begin with a word in capitals.
    return new AiuError(/^[A-Z]{2,}\s/.test(words) ? 'server' : 'connection', said)
  },
})

/** Of a client whose address only the app knows. */
export const unknownAddress = (): Address => failures('Redis', [])

/** Throws `configuration` for a `url` that cannot be meant. */
export function addressOf(url: string): Address {
  const address = typeof url === 'string' ? URL.parse(url) : undefined
  if (!address || !/^rediss?:$/.test(address.protocol)) return refuse('is not like "redis://127.0.0.1:6379"')
  if (!/^\/?\d*$/.test(address.pathname)) return refuse('has a path that is no number of a database')
  const { host, username, password } = address
  decoded(username)
  return failures(`Redis at ${host || 'localhost'}`, [password, decoded(password)].filter(Boolean))
}
