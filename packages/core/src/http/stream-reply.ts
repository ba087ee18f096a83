import { reader as iterator } from '../call/reader.ts'
import { type AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { ReplyHeaders } from '../words/response-base.ts'
import { eventReader } from './event-reader.ts'
import { failure, keptHeaders, type Stage, unreachable } from './failure.ts'
import type { ByteReader } from './line-reader.ts'
import { readText } from './read-text.ts'
import type { Server } from './server.ts'

/** How one vendor's pieces become events. Made anew for each reply. */
export interface ReplyDecoder {
  /** One event's data (or one line). True: that was the end mark. */
  read(data: string, event?: string): boolean
  /** The whole reply, of a server that did not stream. */
  whole(text: string): void
  /** May the reply end here, though no end mark came? */
  complete(): boolean
  /** The answer is complete: tell what is told last. */
  end(): void
}

export interface StreamReplyOptions<E> {
  readonly server: Server
  /** Sends the request, at the first read. */
  readonly open: () => Promise<Response>
  readonly decode: (push: (event: E) => void, headers: ReplyHeaders) => ReplyDecoder
  /** `eventReader` (the default) or `lineReader`. */
  readonly cut?: ((emit: (data: string, event?: string) => void, cap: number) => ByteReader) | undefined
  /** The one that `open` gave its request, so that it ends the reading too. */
  readonly signal?: AbortSignal | undefined
}

const DRAIN_BYTES = 2 ** 16
const DRAIN_MS = 250

/**
 * A streamed reply as events. Nothing is sent before the first read, nothing read before it is asked for. The answer ends with its end
 * mark, at once; what the server sends after it is read for a moment, so that the connection can be used again. A reply that ends
 * earlier is `interrupted`. `return()` closes the connection. An iterator of its own: a generator makes more promises.
 */
export function streamReply<E>({
  server,
  open,
  decode,
  cut = eventReader,
  signal,
}: StreamReplyOptions<E>): AsyncIterableIterator<E, undefined> {
  /** What is to be told, the last first. */
  const queue: E[] = []
  /** What a failure that is not ours would mean now. */
  let stage: Stage = 'connection'
  let ended = false
  let failed: unknown
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let decoder: ReplyDecoder | undefined
  let feed: ByteReader
  /** Gives the connection up that is being drained. */
  let timer: ReturnType<typeof setTimeout> | undefined

  const cutShort = (cause?: unknown): AiuError =>
    failure(server, 'interrupted', 'ended the stream before the answer was complete', '', { cause })

  const close = (): void => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', close)
    void reader?.cancel().catch(() => {})
  }
  const end = (): void => {
    ended = true
    decoder?.end()
  }

  /** Reads a little past the end mark, then gives the connection up. */
  const drain = async (left: number): Promise<void> => {
    const step = await reader?.read()
    return step?.value && left > 0 ? drain(left - step.value.length) : close()
  }

  const begin = async (): Promise<void> => {
    const response = await open()
    stage = 'malformed'
    decoder = decode((event) => void queue.push(event), keptHeaders(server, response))
    const { read, whole } = decoder
    if (/^application\/json|html/.test(`${response.headers.get('content-type')}`)) {
      whole(await readText(server, response, signal))
      return end()
    }
    reader = (response.body ?? new Blob().stream()).getReader()
    // A platform that has let go of the reply no longer ends the reading itself (Node 22, under memory pressure).
    signal?.addEventListener('abort', close)
    stage = 'interrupted'
    feed = cut((data, event) => {
      if (!ended && data.trim() && read(data, event)) end()
    }, server.maxReplyBytes)
  }

  const pull = async (): Promise<IteratorResult<E, undefined>> => {
    queue.length = 0
    try {
      signal?.throwIfAborted()
      while (!ended && !queue[0] && !failed) {
        if (!reader) await begin()
        if (!reader) break
        const { done, value } = await reader.read()
        signal?.throwIfAborted()
        stage = done ? 'interrupted' : 'malformed'
        try {
          feed(value)
        } catch (cause) {
          // A last line that lacks its end and cannot be read is half of one.
          throw done && isAiuError(cause, 'malformed') ? cutShort(cause) : cause
        }
        stage = 'interrupted'
        if (ended) {
          timer = setTimeout(close, DRAIN_MS)
          drain(DRAIN_BYTES).catch(close)
        } else if (done) {
          if (!decoder?.complete()) throw cutShort()
          end()
          close()
        }
      }
    } catch (cause) {
      failed = unreachable(server, cause, signal, stage)
      close()
    }
    queue.reverse()
    if (queue[0]) return { value: queue.pop() as E, done: false }
    if (failed) throw failed
    return { value: undefined, done: true }
  }

  return iterator(
    () => (queue[0] && !signal?.aborted ? Promise.resolve({ value: queue.pop() as E, done: false }) : pull()),
    async () => {
      // A complete answer's connection is being drained, to be used again.
      if (!ended) close()
      ended = true
      queue.length = 0
      return { value: undefined, done: true }
    },
  )
}
