import { CALL_OPTIONS, type ChatRequest, type EmbedRequest, type Endpoint } from '@aiu/core'
import type { Maybe } from '../maybe.ts'
import { canonical } from './canonical.ts'
import { sha256 } from './sha256.ts'

/** Raised when keys are made otherwise: entries under keys of another version are never met. */
const VERSION = 'aiu1'

/** Everything that reaches the wire, by field: who is asked, the model, and each field of the request. */
export type Question = Readonly<Record<string, unknown>>

/**
 * The question in a request. All of it but `CALL_OPTIONS`, which say how the call is made; so a field that is new to this package is
 * in the key, too. A model that is not named is the endpoint's own.
 */
export function questionOf(
  operation: 'chat' | 'embed',
  { name, baseURL, scope, defaultModel }: Endpoint,
  request: ChatRequest | EmbedRequest,
): Question {
  const question: Record<string, unknown> = { ...request }
  for (const field of CALL_OPTIONS) if (field in request) question[field] = undefined
  question.model ??= defaultModel
  // Last, so that nothing in a request can pass for another endpoint.
  return Object.assign(question, { operation, provider: name, baseURL, scope })
}

type Text = (value: unknown) => string

/** Texts of values. At once where there are no bytes in them, since a hit in memory is worth microseconds. */
function texted<T>(make: (text: Text) => T): Maybe<T> {
  const found = new Set<Uint8Array>()
  const made = make((value) => canonical(value, (bytes) => `${found.add(bytes).size}`))
  return found.size ? digested(make, [...found]) : made
}

async function digested<T>(make: (text: Text) => T, found: readonly Uint8Array[]): Promise<T> {
  const digests = new Map<Uint8Array, string>()
  await Promise.all(found.map(async (bytes) => digests.set(bytes, await sha256(bytes))))
  return make((value) => canonical(value, (bytes) => digests.get(bytes) ?? ''))
}

/** The question as one text that no other question has. */
export const textOf = (question: Question): Maybe<string> => texted((text) => `${VERSION}:${text(question)}`)

/** The key for stores outside this process: a hash, from which nobody reads the question. */
export const hashOf = async (text: string): Promise<string> =>
  // Half a surrogate pair has no bytes of its own: JSON writes it out.
  `${VERSION}:${await sha256(JSON.stringify(text))}`

/** A short digest of each field, of each message apart, so that it can be told what differs. */
export async function fieldsOf(question: Question): Promise<Record<string, string>> {
  const { messages, ...rest } = question
  const all: Record<string, unknown> = { ...rest }
  if (Array.isArray(messages)) for (const [at, one] of messages.entries()) all[`messages[${at}]`] = one
  const texts = await texted((text) =>
    Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, text(value)] as const),
  )
  return Object.fromEntries(
    await Promise.all(texts.map(async ([name, text]) => [name, (await hashOf(text)).slice(5, 21)] as const)),
  )
}
