import type { ChatRequest, ChatResponse, Endpoint } from '@aiu/core'
import { type Answer, lengthOf, viewOf } from './entry/answer.ts'
import { type Entry, VERSION } from './entry/entry.ts'
import type { House } from './house.ts'
import { answeredBy, isAccepted, isKeepable } from './keepable.ts'
import { fieldsOf, questionOf } from './key/question.ts'
import { type Place, placeOf } from './place.ts'

/** Puts an answer into the store, where it belongs there. False: not under the key that was asked for. */
export async function keep(
  house: House,
  { shelf, key }: Place,
  endpoint: Endpoint,
  request: ChatRequest,
  answer: Answer,
  given: ChatResponse,
): Promise<boolean> {
  const { all, counted } = house
  const owner = answeredBy(endpoint, given.attempts, request.model)
  const own = owner === endpoint
  if (!owner || (!own && all.backups === 'skip')) return false
  // Its parts are those that are kept: the caller has others, to do with as he likes.
  const response = { ...given, ...viewOf(answer) }
  if (!isKeepable(request, response, all) || !(await isAccepted(request, response))) return false
  // `options.model` is for the first choice only.
  const asked = own ? request : { ...request, model: undefined }
  const question = questionOf('chat', owner, asked)
  const at = all.clock()
  const entry: Entry = {
    version: VERSION,
    at,
    expires: at + all.ttlMs,
    answer,
    fields: shelf.listed ? await fieldsOf(question) : undefined,
    question: all.keepQuestions ? question : undefined,
  }
  await shelf.set(own ? key : (await placeOf(house, owner, asked)).key, entry)
  counted.stored(answer.parts.reduce((sum, part) => sum + lengthOf(part), 0))
  return own
}
