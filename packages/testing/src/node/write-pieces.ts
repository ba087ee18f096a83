import { setImmediate as turn } from 'node:timers/promises'
import type { Exchange } from './loopback-server.ts'

/** Resolves when the socket has room again, or the exchange is over. */
const room = ({ response, over }: Exchange): Promise<void> =>
  new Promise((resolve) => {
    if (over.aborted) return resolve()
    const go = (): void => {
      response.off('drain', go)
      over.removeEventListener('abort', go)
      resolve()
    }
    response.once('drain', go)
    over.addEventListener('abort', go)
  })

/** Writes one piece and waits for room: back-pressure reaches who calls. `false`: the client has gone. */
export async function write(exchange: Exchange, piece: string | Uint8Array): Promise<boolean> {
  if (exchange.over.aborted) return false
  if (!exchange.response.write(piece)) await room(exchange)
  return !exchange.over.aborted
}

/** Writes the pieces one by one, with a turn of the event loop between two. `false`: the client has gone. */
export async function writePieces(exchange: Exchange, all: Iterable<string | Uint8Array>): Promise<boolean> {
  for (const piece of all) {
    if (!(await write(exchange, piece))) return false
    await turn()
  }
  return true
}
