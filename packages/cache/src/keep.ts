import type { ChatRequest, ChatResponse, Endpoint } from '@aiu/core'
import { answerOf, lengthOf } from './entry/answer.ts'
import { type Entry, VERSION } from './entry/entry.ts'
import type { House } from './house.ts'
import { answeredBy, isKeepable } from './keepable.ts'
import { fieldsOf, questionOf } from './key/question.ts'
import { type Place, placeOf } from './place.ts'

/** Puts an answer into the store, where it belongs there. False: not under the key that was asked for. */
export async function keep(
  house: House,
  { shelf, key }: Place,
  endpoint: Endpoint,
  request: ChatRequest,
  response: ChatResponse,
  cuts?: readonly number[],
): Promise<boolean> {
  const { all, counted } = house
  const owner = answeredBy(endpoint, response.attempts)
  const own = owner === endpoint
  if (!owner || (!own && all.backups === 'skip')) return false
  if (!(await isKeepable(request, response, all.when))) return false
  // `options.model` is for the first choice only.
  const asked = own ? request : { ...request, model: undefined }
  const question = questionOf('chat', owner, asked)
  const at = all.clock()
  const entry: Entry = {
    version: VERSION,
    at,
    expires: at + all.ttlMs,
    answer: answerOf(response, cuts),
    fields: shelf.listed ? await fieldsOf(question) : undefined,
    question: all.keepQuestions ? question : undefined,
  }
  await shelf.set(own ? key : (await placeOf(house, owner, asked)).key, entry)
  counted.stored(response.parts.reduce((sum, part) => sum + lengthOf(part), 0))
  return own
}
