import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the server was asked for. */
interface Seen {
  readonly path: string
  readonly range: string | undefined
  readonly ifRange: string | undefined
}

export interface FileServer {
  readonly url: string
  readonly seen: readonly Seen[]
}

export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  index: number,
) => void | Promise<void>

/** An HTTP server on loopback for one test. */
export async function fileServer(answer: Answer): Promise<FileServer> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers
    seen.push({ path: request.url ?? '', range, ifRange: ifRange as string | undefined })
    void answer(request, response, seen.length - 1)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** Sends a file as good servers do: whole, or from where the client stands if it is still the same file. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: Buffer,
  etag = '"v1"',
): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const resumes = from > 0 && from < file.length && request.headers['if-range'] === etag
  const body = resumes ? file.subarray(from) : file
  response.writeHead(resumes ? 206 : 200, {
    etag,
    'content-length': body.length,
    ...(resumes && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
  })
  response.end(body)
}

/** Promises the whole file, sends as much of it, and cuts the connection. */
export function sendCut(response: ServerResponse, file: Buffer, bytes: number, etag = '"v1"'): void {
  response.writeHead(200, { etag, 'content-length': file.length })
  response.write(file.subarray(0, bytes), () => setImmediate(() => response.destroy()))
}

/** An address on loopback where nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}
