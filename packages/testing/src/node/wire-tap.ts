import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { listen } from './loopback-server.ts'

export interface WireTap extends AsyncDisposable {
  /** Ask here instead of the server's own origin. */
  readonly origin: string
  close(): Promise<void>
}

/** What went over the wire, one line for each packet and each end: `12.3 ms < HTTP/1.1 200 OK\r\n...` */
export type TapLine = (line: string) => void

/**
 * Stands between a client and a server of this machine and shows what passes: bytes both ways as they come, ends, resets, with
 * the time since the first of them. It changes nothing but the port.
 */
export async function wireTap(target: string, show: TapLine): Promise<WireTap> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let began: number | undefined
  const line = (arrow: string, what: string): void => {
    began ??= performance.now()
    show(`${(performance.now() - began).toFixed(1).padStart(8)} ms ${arrow} ${what}`)
  }
  const pass = (from: Socket, to: Socket, arrow: string): void => {
    sockets.add(from)
    from.on('data', (bytes) => {
      line(
        arrow,
        JSON.stringify(bytes.toString().slice(0, 500)) +
          (bytes.length > 500 ? ` ... ${bytes.length} bytes` : ''),
      )
      if (!to.write(bytes)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    })
    from.on('end', () => {
      line(arrow, '(end)')
      to.end()
    })
    from.on('error', (error) => {
      line(arrow, `(${'code' in error ? error.code : error.message})`)
      to.resetAndDestroy()
    })
    from.on('close', () => {
      sockets.delete(from)
      to.destroySoon()
    })
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true })
    line('>', '(connected)')
    pass(client, upstream, '>')
    pass(upstream, client, '<')
  })
  await listen(server)
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close,
    [Symbol.asyncDispose]: close,
  }
}
