import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { loopNow } from '../loop-clock.ts'
import type { WireRequest } from '../wire/wire-kit.ts'

/** How an exchange ended. */
export interface Ended {
  /** On the clock of `performance.now()`. */
  readonly at: number
  /** The whole answer was handed to the socket; `false`: the client left, or the connection broke. */
  readonly complete: boolean
}

/** A request as the server got it. */
export interface RecordedRequest extends WireRequest {
  /** Which request of its connection it is, from 1. */
  readonly onConnection: number
  /** Bytes of the answer handed to the socket so far, after compression. */
  readonly sentBytes: number
  /** Settles when the exchange is over. Never rejects. */
  readonly ended: Promise<Ended>
}

/** One request and the means to answer it. */
export interface Exchange {
  readonly request: RecordedRequest
  readonly response: ServerResponse
  readonly socket: Socket
  /** Fires when the exchange is over, so that a scripted answer stops. */
  readonly over: AbortSignal
}

export interface LoopbackServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** `origin` and `/v1` */
  readonly baseURL: string
  /** Every request so far, the oldest first. */
  readonly requests: readonly RecordedRequest[]
  /** Connections, those kept alive without a request among them. */
  readonly openSockets: number
  /** Requests whose exchange is not over. */
  readonly openRequests: number
  /** Resolves when no request is open; rejects, naming them, when some still are after `withinMs` (default 1,000). */
  quiet(withinMs?: number): Promise<void>
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

export interface LoopbackOptions {
  /** Let pages of other origins ask, with any header. Default false. */
  readonly cors?: boolean | undefined
  /** Do not keep the process alive. Default false. */
  readonly unref?: boolean | undefined
}

type Handler = (exchange: Exchange) => unknown

/** A real HTTP server on a free port of the loopback address that keeps account of requests and connections. */
export async function loopbackServer(
  handler: Handler,
  { cors, unref }: LoopbackOptions = {},
): Promise<LoopbackServer> {
  const account = accountOf()
  const server = createServer({ noDelay: true }, (incoming, response) => {
    const exchange = account.open(incoming, response)
    if (cors) {
      response.setHeader('access-control-allow-origin', '*')
      response.setHeader('access-control-expose-headers', '*')
    }
    void readBody(incoming).then(async (text) => {
      if (text === undefined) return
      exchange.heard(text)
      if (cors && incoming.method === 'OPTIONS') return void allow(incoming, response)
      account.requests.push(exchange.request)
      await handler(exchange)
    })
  })
  server.on('connection', account.connected)
  await listen(server)
  if (unref) server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.close(resolve))
    const gone = [...account.sockets.keys()].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    )
    server.closeAllConnections()
    await Promise.all([stopped, ...gone])
  }
  return {
    origin,
    baseURL: `${origin}/v1`,
    requests: account.requests,
    get openSockets() {
      return account.sockets.size
    },
    get openRequests() {
      return account.running.size
    },
    quiet: (withinMs = 1000) => quiet(account.running, withinMs),
    close,
    [Symbol.asyncDispose]: close,
  }
}

export const listen = (server: {
  listen(port: number, host: string, done: () => void): unknown
}): Promise<void> => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

/** Who is connected, which requests are under way, and what was asked. */
function accountOf() {
  const sockets = new Map<Socket, number>()
  const running = new Set<RecordedRequest>()
  const requests: RecordedRequest[] = []
  return {
    sockets,
    running,
    requests,
    connected(socket: Socket): void {
      sockets.set(socket, 0)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    },
    open(incoming: IncomingMessage, response: ServerResponse): Exchange & { heard(text: string): void } {
      const { socket } = incoming
      const onConnection = (sockets.get(socket) ?? 0) + 1
      sockets.set(socket, onConnection)
      const before = socket.bytesWritten
      const over = new AbortController()
      let text = ''
      const request: RecordedRequest = {
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
        ),
        get text() {
          return text
        },
        get body() {
          return jsonObject(text)
        },
        get sentBytes() {
          return socket.bytesWritten - before
        },
        onConnection,
        ended: new Promise((resolve) =>
          response.once('close', () => {
            running.delete(request)
            over.abort()
            resolve({ at: performance.now(), complete: response.writableFinished })
          }),
        ),
      }
      response.on('error', () => {})
      running.add(request)
      return {
        request,
        response,
        socket,
        over: over.signal,
        heard(all) {
          text = all
        },
      }
    },
  }
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** The body as text; `undefined` when the client left before its end. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  try {
    for await (const part of incoming) parts.push(part)
    return Buffer.concat(parts).toString()
  } catch {
    return undefined
  }
}

function allow(incoming: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': incoming.headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': '600',
  })
  response.end()
}

async function quiet(running: ReadonlySet<RecordedRequest>, withinMs: number): Promise<void> {
  const deadline = loopNow() + withinMs
  while (running.size) {
    const left = deadline - loopNow()
    const names = [...running].map(({ method, path }) => `${method} ${path}`).join(', ')
    if (left <= 0) throw new Error(`Still open after ${withinMs} ms: ${names}`)
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, left)
    })
    await Promise.race([patience, ...[...running].map(({ ended }) => ended)])
    clearTimeout(timer)
  }
}
