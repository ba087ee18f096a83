import type { ChatRequest, Endpoint } from '@aiu/core'
import type { House } from './house.ts'
import { questionOf, textOf } from './key/question.ts'
import { after, type Maybe } from './maybe.ts'
import type { Shelf } from './store/shelf.ts'

/** Where a question's answer is kept. */
export interface Place {
  readonly shelf: Shelf
  readonly key: string
  /** Of its flight: keys are the namespace's own. */
  readonly id: string
}

export function placeOf(house: House, endpoint: Endpoint, request: ChatRequest): Maybe<Place> {
  const shelf = house.shelf(request.namespace)
  const text = textOf(questionOf('chat', endpoint, request))
  return after(after(text, shelf.key), (key) => ({ shelf, key, id: `${shelf.namespace}\n${key}` }))
}
