import type { AssistantPart } from '@aiu/core'
import type { Reading } from './reading.ts'

/** What a model has written so far. */
export interface Written {
  readonly reading: Reading
  add(event: object): void
}

/** So many characters of an answer are kept until its end, in case they must be counted. */
const MOST_KEPT = 262_144

/** Text, reasoning and tool calls of a stream, as they come; a long one is kept in part, and its length. */
export function written(): Written {
  const texts: string[] = []
  let kept = 0
  let more = 0
  return {
    get reading() {
      return { texts: [texts.join('')], more, media: 0, messages: 0 }
    },
    add(event) {
      const { text, delta } = event as { readonly text?: string; readonly delta?: string }
      const piece = text ?? delta
      if (!piece) return
      if (kept < MOST_KEPT) texts.push(piece)
      else more += piece.length
      kept += piece.length
    },
  }
}

/** What stands in a whole answer. */
export const writtenIn = (parts: readonly AssistantPart[]): Reading => ({
  texts: parts.map((part) =>
    part.type === 'tool-call' ? part.name + part.arguments : 'text' in part ? part.text : '',
  ),
  more: 0,
  media: parts.filter(({ type }) => type === 'image' || type === 'audio').length,
  messages: 0,
})
