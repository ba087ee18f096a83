import type { ChatEvent, ChatResponse } from '@aiu/core'
import { type Answer, answerOf, type Course, gather, lengthOf, type Piece, viewOf } from './entry/answer.ts'
import { frozen } from './entry/copied.ts'

/** A whole answer, as it came for who asked for it, and as it is kept for all others. */
export interface Whole<R = ChatResponse, A = Answer> {
  readonly type: 'whole'
  readonly response: R
  readonly answer: A
  readonly course?: Course | undefined
  /** In characters. */
  readonly size: number
}

/** What comes in a flight: the events of a stream, or one whole answer. */
export type Item = ChatEvent | Whole

export type Any = Item | Whole<unknown, unknown>

/** An item that others have, too, as one's own, to do with as one likes. */
export const ownOf = <T extends Any>(item: T): T =>
  'call' in item ? { ...item, call: { ...item.call } } : { ...item }

/** In characters. */
export const sizeOf = (item: Any): number =>
  'size' in item ? item.size : 'text' in item ? item.text.length : 'delta' in item ? item.delta.length : 0

export const wholeOf = (response: ChatResponse, course?: Course): Whole => ({
  type: 'whole',
  response,
  answer: answerOf(response),
  course: frozen(course),
  size: response.parts.reduce((sum, part) => sum + lengthOf(part), 0),
})

/** A flight's items as a whole answer; `times` are when they came. */
export function wholeIn(items: readonly Item[], times: readonly number[] = []): Whole {
  const [first] = items
  if (first?.type === 'whole') return first
  const events = items as readonly ChatEvent[]
  const pieces: Piece[] = []
  const came: number[] = []
  for (const [index, event] of events.entries()) {
    if (/^(start|usage|finish)$/.test(event.type)) continue
    pieces.push(event.type === 'text' && !event.signature ? event.text : event)
    came.push(Math.round((times[index] ?? 0) - (times[0] ?? 0)))
  }
  const result = gather(events)
  return wholeOf({ ...result, ...viewOf(result.parts) }, { pieces, times: came })
}
