// Alone in its process: Node's limit of five minutes for a reply's headers is made half a second.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { patient } from '@aiu/core/http'

const server = createServer((_, response) => void setTimeout(() => response.end('late'), 2500)).listen(
  0,
  '127.0.0.1',
)
await new Promise((resolve) => server.once('listening', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const GLOBAL = Symbol.for('undici.globalDispatcher.1')
const told = (cause: unknown): string => {
  const { name, cause: inner } = cause as Error & { cause?: { code?: string } }
  return inner?.code ?? name
}
// Node makes it at the first request.
await fetch('http://127.0.0.1:1').catch(() => {})
const hidden = globalThis as unknown as { [GLOBAL]: { constructor: new (options: object) => unknown } }
hidden[GLOBAL] = new hidden[GLOBAL].constructor({ headersTimeout: 500 }) as never

const text = (response: Response): Promise<string> => response.text()
const [bare, waited, aborted] = await Promise.all([
  fetch(url).then(text, told),
  fetch(url, patient({})).then(text, told),
  fetch(url, patient({ signal: AbortSignal.timeout(300) })).then(text, (cause: Error) =>
    cause.name === 'TimeoutError' ? 'AbortError' : cause.name,
  ),
])
console.log(JSON.stringify({ bare, patient: waited, aborted }))
server.closeAllConnections()
server.close()
