import type { ChatRequest, EmbedRequest, Endpoint } from '@aiu/core'
import { viewOf } from './entry/answer.ts'
import { type Entry, VERSION } from './entry/entry.ts'
import type { House } from './house.ts'
import type { Whole } from './item.ts'
import { answeredBy, isAccepted, isKeepable } from './keepable.ts'
import { fieldsOf, type Operation, questionOf, textOf } from './key/question.ts'
import type { Shelf } from './store/shelf.ts'

/** Puts what came into the store. */
export async function put(
  { all, count }: House,
  shelf: Shelf,
  key: string,
  operation: Operation,
  owner: Endpoint,
  asked: ChatRequest | EmbedRequest,
  came: Pick<Entry, 'answer' | 'course' | 'vector' | 'model'>,
): Promise<void> {
  const question = questionOf(operation, owner, asked)
  const at = all.clock()
  await shelf.set(key, {
    version: VERSION,
    at,
    expires: at + all.ttlMs,
    ...came,
    fields: shelf.listed ? await fieldsOf(question) : undefined,
    question: all.keepQuestions ? question : undefined,
  })
  count('stores')
}

/** Puts an answer into the store, where it belongs there. False: not under the key that was asked for. */
export async function keep(
  house: House,
  shelf: Shelf,
  key: string,
  endpoint: Endpoint,
  request: ChatRequest,
  { answer, course, response: given, size }: Whole,
): Promise<boolean> {
  const { all, count } = house
  const owner = answeredBy(endpoint, given.attempts, request.model)
  const own = owner === endpoint
  if (!owner || !(own || all.backups === 'own')) return false
  // Its parts are those that are kept: the caller has others, to do with as he likes.
  const response = { ...given, ...viewOf(answer.parts) }
  if (!isKeepable(request, response, all) || !(await isAccepted(request.accept, response))) return false
  // `options.model` is for the first choice only.
  const asked = own ? request : { ...request, model: undefined }
  const place = own ? key : await shelf.key(await textOf('chat', owner, asked))
  await put(house, shelf, place, 'chat', owner, asked, { answer, course })
  count('characters', size)
  return own
}
