import type { ChatRequest, Endpoint } from '@aiu/core'
import type { House } from './house.ts'
import { textOf } from './key/question.ts'
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
  return after(after(textOf('chat', endpoint, request), shelf.key), (key) => ({
    shelf,
    key,
    id: `${shelf.namespace}\n${key}`,
  }))
}
