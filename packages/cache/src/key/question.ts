import { CALL_OPTIONS, type ChatRequest, type EmbedRequest, type Endpoint } from '@aiu/core'
import { canonical } from './canonical.ts'
import { markOf } from './mark.ts'
import { sha256 } from './sha256.ts'

type Maybe<T> = T | Promise<T>

/** Raised when keys are made otherwise: entries under keys of another version are never met. */
const VERSION = 'aiu1'

/** What is in no question by itself: how the call is made, and the model, which may be the endpoint's own. */
const APART: readonly string[] = [...CALL_OPTIONS, 'model']

export type Operation = 'chat' | 'embed'
type Asked = ChatRequest | EmbedRequest
type Digest = (bytes: Uint8Array) => string

/** Makes something of values' bytes: at once where there are none, since a hit in memory is worth microseconds. */
function digested<T>(make: (digest: Digest) => T): Maybe<T> {
  const digests = new Map<Uint8Array, string>()
  const made = make((bytes) => `${digests.set(bytes, '')}`)
  return digests.size
    ? Promise.all([...digests.keys()].map(async (bytes) => digests.set(bytes, await sha256(bytes)))).then(
        () => make((bytes) => digests.get(bytes) ?? ''),
      )
    : made
}

/**
 * A question as one text that no other question has: who is asked, the model, and each field of the request but `CALL_OPTIONS`; so a
 * field that is new to this package is in it, too.
 */
export const textOf = (
  operation: Operation,
  { name, baseURL, scope, defaultModel }: Endpoint,
  request: Asked,
): Maybe<string> =>
  digested((digest) =>
    JSON.stringify([
      VERSION,
      operation,
      name,
      baseURL,
      scope,
      request.model ?? defaultModel,
      canonical(request, digest, false, APART),
    ]),
  )

/** The key for stores outside this process: a hash, from which nobody reads the question. */
export const hashOf = async (text: string): Promise<string> => `${VERSION}:${await sha256(text)}`

/** Everything that is in a question's text, by field. */
export type Question = Readonly<Record<string, unknown>>

export const questionOf = (
  operation: Operation,
  { name: provider, baseURL, scope, defaultModel }: Endpoint,
  request: Asked,
): Question => ({
  ...Object.fromEntries(Object.entries(request).filter(([field]) => !APART.includes(field))),
  operation,
  provider,
  baseURL,
  scope,
  model: request.model ?? defaultModel,
})

/** A mark of each field, of each message apart, so that it can be told what differs. */
export function fieldsOf({ messages, ...rest }: Question): Maybe<Readonly<Record<string, string>>> {
  const all: Record<string, unknown> = { ...rest }
  if (Array.isArray(messages)) for (const [at, one] of messages.entries()) all[`messages[${at}]`] = one
  return digested((digest) =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, markOf(JSON.stringify(canonical(value, digest)))] as const),
    ),
  )
}
