import { AiuError, redact } from '@aiu/core'
import { type Client, connection } from './connection.ts'

/** A server, and how it fails: as our errors, without the password. */
export interface Server {
  run<T>(work: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const refuse = (what: string): never => {
  throw new AiuError('configuration', `redisStore: url ${what}.`, {
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

/** Throws `configuration` for a `url` that cannot be meant. */
export function server(url: string): Server {
  const address = typeof url === 'string' ? URL.parse(url) : undefined
  if (!address || !/^rediss?:$/.test(address.protocol)) return refuse('is not like "redis://127.0.0.1:6379"')
  if (!/^\/?\d*$/.test(address.pathname)) return refuse('has a path that is no number of a database')
  const { host, username, password } = address
  decoded(username)
  const secrets = [password, decoded(password)].filter(Boolean)

  /** In the words of the client or the server. */
  const failure = (cause: unknown): AiuError => {
    const { message, code } = Object(cause) as { readonly message?: unknown; readonly code?: unknown }
    const words = redact(String(message || code || cause), secrets)
    const said = `Redis at ${host || 'localhost'}: ${words}`
    if (/^(WRONGPASS|NOAUTH|NOPERM)\b/.test(words))
      return new AiuError('authentication', said, { hint: 'Check the user and the password in the url.' })
    // The server's own errors begin with a word in capitals.
    return new AiuError(/^[A-Z]{2,}\s/.test(words) ? 'server' : 'connection', said)
  }
  const { run, close } = connection(url)
  return {
    run: (work) =>
      run(work).catch((cause) => {
        throw failure(cause)
      }),
    close,
  }
}
