import { chat } from './chat.ts'
import { ollama } from './ollama.ts'
import { responses } from './responses.ts'
import { pieceLength } from './texts.ts'
import type { Streamed, Wire } from './wire.ts'

/** What the server and the stubbed `fetch` answer: the same bytes. */
export interface Reply {
  readonly contentType: string
  /** Absent where the answer is streamed. */
  readonly whole?: Uint8Array
  /** Event number `index` of a stream; undefined past its end. */
  event(index: number): Uint8Array | undefined
}

const wireOf = (url: string): Wire =>
  url.endsWith('/responses') ? responses : url.endsWith('/api/chat') ? ollama : chat

/** Made once for each wire and shape. */
const made = new Map<Wire, Map<string, Streamed>>()

/** The reply to a request of this body. A base URL says how many pieces it wants, and of how many characters: `/pieces-2000/v1`, `/pieces-99x16384/v1`. */
export function reply(url: string, body: string): Reply {
  const wire = wireOf(url)
  if (!wire.streams(body))
    return { contentType: 'application/json', whole: wire.answer, event: () => undefined }
  const [shape = '', given = 16, length = pieceLength] = /\/pieces-(\d+)(?:x(\d+))?\//.exec(url) ?? []
  const pieces = Number(given)
  const shapes = made.get(wire) ?? new Map<string, Streamed>()
  made.set(wire, shapes)
  const streamed = shapes.get(shape) ?? wire.streamed({ pieces, length: Number(length) })
  shapes.set(shape, streamed)
  const { head, cycle, tail } = streamed
  return {
    contentType: wire.streamType,
    event(index) {
      const text = index - head.length
      return text < 0 ? head[index] : text < pieces ? cycle[text % cycle.length] : tail[text - pieces]
    },
  }
}
