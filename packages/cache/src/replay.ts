import { aborted, type Cached, type ChatEvent } from '@aiu/core'
import { delay } from '@aiu/core/layer-kit'
import type { Answer, Kept, Piece } from './entry/answer.ts'
import { ownOf } from './item.ts'

/** Of an answer that came as a whole: a piece for each part that a stream has an event for. */
const piecesOf = ({ parts }: Answer): readonly Piece[] => {
  let index = 0
  return parts.flatMap((part): Piece | Piece[] => {
    if (part.type !== 'tool-call') return 'data' in part ? [] : part
    const { id, name, arguments: delta } = part
    return [
      { type: 'tool-call-delta', index: index++, id, name, delta },
      { type: 'tool-call', call: part },
    ]
  })
}

/** A kept answer as a stream: `start`, its pieces, `finish`; at once, or at the times they came. */
export function replayed(
  { answer, course }: Kept,
  cached: Cached,
  signal?: AbortSignal | undefined,
  recorded?: boolean,
): AsyncIterator<ChatEvent, undefined> {
  const { pieces, times } = course ?? { pieces: piecesOf(answer), times: [] }
  const { parts: _, id, warnings, ...told } = answer
  let at = -1
  const eventAt = (index: number): ChatEvent => {
    const piece = pieces[index]
    if (piece !== undefined) return typeof piece === 'string' ? { type: 'text', text: piece } : ownOf(piece)
    return index < 0
      ? { type: 'start', model: told.model, id, cached, warnings: warnings.length ? warnings : undefined }
      : { type: 'finish', ...told, cached, attempts: [] }
  }
  const end = { value: undefined, done: true } as const
  return {
    next() {
      if (signal?.aborted) return Promise.reject(aborted(signal))
      if (at > pieces.length) return Promise.resolve(end)
      const step = Promise.resolve({ value: eventAt(at), done: false } as const)
      const waitMs = recorded ? (times[at] ?? 0) - (times[at - 1] ?? 0) : 0
      at++
      return waitMs > 0 ? delay(waitMs, signal).then(() => step) : step
    },
    async return() {
      at = pieces.length + 1
      return end
    },
  }
}
