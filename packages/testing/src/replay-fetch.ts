import { bytesOf, headersOf, type Pace, pieces, type Reply } from './reply.ts'

export interface ReplayFetchOptions {
  /** Default `whole`. */
  readonly pace?: Pace | undefined
  /** Ends the body cleanly after so many bytes. */
  readonly cutAt?: number | undefined
}

/** A `fetch` that plays one reply to every request, without a server. It honors `signal` before and between the pieces. */
export function replayFetch(reply: Reply, { pace, cutAt }: ReplayFetchOptions = {}): typeof fetch {
  return async (_input, init) => {
    const signal = init?.signal ?? undefined
    signal?.throwIfAborted()
    const whole = bytesOf(reply.body)
    const queue = pieces(cutAt === undefined ? whole : whole.subarray(0, cutAt), pace)
    let next = 0
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true })
        },
        pull(controller) {
          const piece = queue[next++]
          if (piece) controller.enqueue(piece.slice())
          else controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const status = reply.status ?? 200
    return new Response(status === 204 || status === 304 ? null : body, { status, headers: headersOf(reply) })
  }
}
