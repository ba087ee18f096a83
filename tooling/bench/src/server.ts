import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerBytes, eventBytes, piecesOf } from './wire-bytes.ts'

// A process of its own, so that its work is not measured. It tells its port to whoever forked it, and ends with it.
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  if (!body.includes('"stream":true')) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answerBytes.length })
    response.end(answerBytes)
    return
  }
  const pieces = piecesOf(request.url ?? '')
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let index = 0; ; index++) {
    const bytes = eventBytes(index, pieces)
    if (bytes === undefined) break
    if (!response.write(bytes)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    if (response.closed) return
  }
  response.end()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
