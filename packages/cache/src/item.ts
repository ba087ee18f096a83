import type { ChatEvent, ChatResponse } from '@aiu/core'
import { type Answer, answerOf, gather, lengthOf, type Piece, viewOf } from './entry/answer.ts'

/** A whole answer, as it came for who asked for it, and as it is kept for all others. */
export interface Whole<R = ChatResponse, A = Answer> {
  readonly type: 'whole'
  readonly response: R
  readonly answer: A
  /** In characters. */
  readonly size: number
}

/** What comes in a flight: the events of a stream, or one whole answer. */
export type Item = ChatEvent | Whole

export const wholeOf = (
  response: ChatResponse,
  pieces?: readonly Piece[],
  times?: readonly number[],
): Whole => ({
  type: 'whole',
  response,
  answer: answerOf(response, pieces, times),
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
    if (event.type === 'start' || event.type === 'usage' || event.type === 'finish') continue
    pieces.push(event.type === 'text' && !event.signature ? event.text : event)
    came.push(Math.round((times[index] ?? 0) - (times[0] ?? 0)))
  }
  const result = gather(events)
  return wholeOf({ ...result, ...viewOf(result.parts) }, pieces, came)
}
