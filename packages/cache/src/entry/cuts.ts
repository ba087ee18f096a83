import type { ChatEvent, ChatResult, ToolCallPart } from '@aiu/core'
import { type Answer, lengthOf } from './answer.ts'

/** In place of a length: the tool call as a whole. */
const WHOLE = -1
/** Longer pauses than a day are nobody's. */
const LONGEST_MS = 86_400_000

type Three = readonly [part: number, length: number, atMs: number]

const threeOf = (cuts: readonly number[], at: number): Three =>
  [cuts[at], cuts[at + 1], cuts[at + 2]] as Three

/**
 * Notes how a stream is cut, beside the parts that its events are put together into: for each event three numbers, which part it
 * belongs to, how many characters of it, and when it came, in ms after the first.
 */
export function cutter(): {
  note(event: ChatEvent, result: ChatResult, atMs: number): void
  cutsOf(result: ChatResult): readonly number[]
} {
  /** Calls become parts only at the end: until then a delta's part is its call, counted from the back. */
  const cuts: number[] = []
  let growing = -1
  let parts = 0
  return {
    /** Of an event that has been added to the result. */
    note(event, { parts: { length } }, atMs) {
      const fresh = length > parts
      parts = length
      if ('text' in event) {
        // What grows is the last part of text, whatever came after it.
        if (fresh) growing = length - 1
        cuts.push(growing, event.text.length, atMs)
      } else if (event.type === 'source') cuts.push(length - 1, 0, atMs)
      else if (event.type === 'tool-call') cuts.push(length - 1, WHOLE, atMs)
      else if (event.type === 'tool-call-delta' && event.index >= 0)
        cuts.push(-1 - event.index, event.delta.length, atMs)
    },
    cutsOf({ parts: all }) {
      const calls = all.flatMap((part, at) => (part.type === 'tool-call' ? [at] : []))
      const lengths = new Map<number, number>()
      for (let at = 0; at < cuts.length; at += 3) {
        const part = cuts[at] as number
        if (part < 0) lengths.set(part, (lengths.get(part) ?? 0) + (cuts[at + 1] as number))
      }
      const found: number[] = []
      for (let at = 0; at < cuts.length; at += 3) {
        const [part, length, atMs] = threeOf(cuts, at)
        if (part >= 0) found.push(part, length, atMs)
        else {
          const place = calls[-1 - part]
          const call = all[place ?? -1]
          // Pieces that do not make up the call they are of are nobody's.
          if (call && lengthOf(call) === lengths.get(part)) found.push(place as number, length, atMs)
        }
      }
      return found
    },
  }
}

/** Do they cut these parts, each from its beginning to its end, in their order, so that their events make the same parts again? */
export function isCutOf({ parts, cuts = [] }: Answer): boolean {
  const lengths: number[] = parts.map(() => 0)
  let begun = 0
  let growing = -1
  let before = 0
  for (let at = 0; at < cuts.length; at += 3) {
    const [place, length, atMs] = threeOf(cuts, at)
    const part = parts[place]
    if (!(part && Number.isInteger(length) && atMs >= before && atMs <= LONGEST_MS)) return false
    before = atMs
    const isCall = part.type === 'tool-call'
    // A call's pieces come before it is a part.
    if (!isCall || length === WHOLE) {
      if (place === begun) begun++
      else if (place !== growing) return false
      if ('text' in part) growing = place
    }
    if (length >= 0) lengths[place] = (lengths[place] as number) + length
    else if (!isCall || length !== WHOLE) return false
  }
  return (
    begun === parts.length &&
    parts.every((part, at) => lengths[at] === lengthOf(part) || (part.type === 'tool-call' && !lengths[at]))
  )
}

/** The events of an answer between `start` and `finish`, one after another. */
export interface Pieces {
  next(): ChatEvent | undefined
  /** When the last one came, in ms after the first. */
  atMs: number
}

/** As they came, where they came as a stream; else a piece for each part. */
export function piecesOf({ parts, cuts }: Answer): Pieces {
  const pieces =
    cuts ??
    parts.flatMap((part, at) => [
      ...[at, lengthOf(part), 0],
      ...(part.type === 'tool-call' ? [at, WHOLE, 0] : []),
    ])
  const calls = parts.flatMap((part, at) => (part.type === 'tool-call' ? [at] : []))
  /** How far each part has been given. */
  const taken = parts.map(() => 0)
  let at = 0
  const self: Pieces = {
    atMs: 0,
    next() {
      const place = pieces[at] as number
      const part = parts[place]
      if (!part) return
      const [, length, atMs] = threeOf(pieces, at)
      const from = taken[place] as number
      const to = from + length
      at += 3
      self.atMs = atMs
      if (length === WHOLE) return { type: 'tool-call', call: part as ToolCallPart }
      taken[place] = to
      if ('text' in part) {
        const { type } = part
        const text = part.text.slice(from, to)
        // The vendor's seal comes with the last piece.
        const sealed =
          type === 'reasoning' &&
          part.signature &&
          !pieces.some((one, later) => later >= at && later % 3 === 0 && one === place)
        return sealed ? { type, text, signature: part.signature } : { type, text }
      }
      if (part.type === 'source') return part
      // What a stream has no event for.
      if (part.type !== 'tool-call') return self.next()
      const { id, name } = part
      const delta = part.arguments.slice(from, to)
      return { type: 'tool-call-delta', index: calls.indexOf(place), id, name, delta }
    },
  }
  return self
}
