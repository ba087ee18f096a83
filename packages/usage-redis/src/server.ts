import { AiuError, redact } from '@aiu/core'
import { type Client, connection } from './connection.ts'
import { within } from './within.ts'

/** A client of `redis` or `@redis/client`, as far as it is used: one of a cluster or a sentinel, too. */
export interface RedisCommands {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** Where scripts run. What fails rejects as one of our errors, without the password, and soon. */
export interface Server {
  run(script: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>
  close(): void
}

const refuse = (what: string): never => {
  throw new AiuError('configuration', `redisUsage: url ${what}.`, {
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

/** What may be told of an address, and what may not. Throws `configuration` for one that cannot be meant. */
function read(url: string): { readonly name: string; readonly secrets: readonly string[] } {
  const address = typeof url === 'string' ? URL.parse(url) : undefined
  if (!address || !/^rediss?:$/.test(address.protocol)) return refuse('is not like "redis://127.0.0.1:6379"')
  if (!/^\/?\d*$/.test(address.pathname)) return refuse('has a path that is no number of a database')
  const { host, username, password } = address
  decoded(username)
  return { name: `Redis at ${host || 'localhost'}`, secrets: [password, decoded(password)].filter(Boolean) }
}

function failure(name: string, secrets: readonly string[], cause: unknown): AiuError {
  const { message, code } = Object(cause) as { readonly message?: unknown; readonly code?: unknown }
  const words = redact(String(message || code || cause), secrets)
  const said = `${name}: ${words}`
  if (/^(WRONGPASS|NOAUTH|NOPERM)\b/.test(words))
    return new AiuError('authentication', said, { hint: 'Check the user, its rights and the password.' })
  // The server's own errors begin with a word in capitals.
  return new AiuError(/^[A-Z]{2,}\s/.test(words) ? 'server' : 'connection', said)
}

/** A connection of its own, or the app's client, which connects by itself. */
export function server(place: string | RedisCommands, patienceMs: number): Server {
  const { name, secrets } = typeof place === 'string' ? read(place) : { name: 'Redis', secrets: [] }
  const own = typeof place === 'string' ? connection(place, patienceMs) : undefined
  return {
    async run(script, keys, values) {
      let client: Client | undefined
      const answer = async (): Promise<unknown> => {
        client = await own?.client()
        // By EVAL: a script kept by the server may be gone.
        return ((client as RedisCommands | undefined) ?? (place as RedisCommands)).eval(script, {
          keys: [...keys],
          arguments: values.map(String),
        })
      }
      try {
        // What is still on its way is not waited for: the connection is given up.
        return await within(patienceMs, answer(), () => own?.drop(client))
      } catch (cause) {
        throw failure(name, secrets, cause)
      }
    },
    close: () => own?.drop(),
  }
}
