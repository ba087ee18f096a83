import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { reply } from './wires/reply.ts'

// A process of its own, so that its work is not measured. It tells its port to whoever forked it, and ends with it.
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  const { contentType, whole, event } = reply(request.url ?? '', body)
  if (whole) {
    response.writeHead(200, { 'content-type': contentType, 'content-length': whole.length })
    response.end(whole)
    return
  }
  response.writeHead(200, { 'content-type': contentType })
  for (let index = 0; ; index++) {
    const bytes = event(index)
    if (bytes === undefined) break
    if (!response.write(bytes)) await writable(response)
    if (response.closed) return
  }
  response.end()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))

/** Until there is room again, or nobody there. */
async function writable(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  response.once('drain', resolve).once('close', resolve)
  await promise
  response.off('drain', resolve).off('close', resolve)
}
