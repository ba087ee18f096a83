import { bytesOf, headersOf, type Pace, pieces, type Reply } from '../reply.ts'
import {
  type Exchange,
  type LoopbackOptions,
  type LoopbackServer,
  loopbackServer,
} from './loopback-server.ts'
import { writePieces } from './write-pieces.ts'

/** How a reply is played. */
export interface Playing {
  /** Default `whole`. */
  readonly pace?: Pace | undefined
  /** Stop after so many bytes of the body. */
  readonly cutAt?: number | undefined
  /** How it stops there: the transfer ends cleanly, or the connection is reset. Default `end`. */
  readonly cutBy?: 'end' | 'reset' | undefined
}

/** A reply for the requests of one method and path, `"POST /v1/chat/completions"`. */
export type Routes = Readonly<Record<string, Reply>>

export interface ReplayServerOptions extends Playing, LoopbackOptions {
  /** The reply to every request. */
  readonly reply?: Reply | undefined
  /** Replies by method and path; one that is not listed is answered with `reply`, else with 404. */
  readonly routes?: Routes | undefined
}

export interface ReplayServer extends LoopbackServer {
  /** From now on every request gets this reply. */
  play(reply: Reply, playing?: Playing): void
}

/** A real server on loopback that plays replies as they are told: status, headers, and the body's bytes at the pace asked for. */
export async function replayServer(options: ReplayServerOptions = {}): Promise<ReplayServer> {
  const { routes = {} } = options
  let { reply } = options
  let playing: Playing = options
  const server = await loopbackServer((exchange) => {
    const { method, path } = exchange.request
    const found = routes[`${method} ${path}`] ?? reply
    return play(
      exchange,
      found ?? { status: 404, body: '{"error":{"message":"No reply for this path."}}' },
      playing,
    )
  }, options)
  return Object.assign(server, {
    play(next: Reply, how: Playing = {}): void {
      reply = next
      playing = how
    },
  })
}

async function play(exchange: Exchange, reply: Reply, { pace, cutAt, cutBy }: Playing): Promise<void> {
  const { response, socket } = exchange
  const whole = bytesOf(reply.body)
  response.writeHead(reply.status ?? 200, headersOf(reply))
  response.flushHeaders()
  const sent = await writePieces(
    exchange,
    pieces(cutAt === undefined ? whole : whole.subarray(0, cutAt), pace),
  )
  if (!sent) return
  if (cutAt !== undefined && cutBy === 'reset') socket.resetAndDestroy()
  else response.end()
}
