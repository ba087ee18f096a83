import type { ChatRequest, Endpoint } from '@aiu/core'
import type { House } from './house.ts'
import { questionOf, textOf } from './key/question.ts'
import type { Shelf } from './store/shelf.ts'

/** Where a question's answer is kept. */
export interface Place {
  readonly shelf: Shelf
  readonly key: string
  /** Of its flight: keys are the namespace's own. */
  readonly id: string
}

export async function placeOf(house: House, endpoint: Endpoint, request: ChatRequest): Promise<Place> {
  const text = textOf(questionOf('chat', endpoint, request))
  const shelf = house.shelf(request.namespace)
  const given = shelf.key(typeof text === 'string' ? text : await text)
  const key = typeof given === 'string' ? given : await given
  return { shelf, key, id: `${shelf.namespace}\n${key}` }
}
