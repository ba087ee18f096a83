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

const told = (cause: unknown): string => {
  const { name, cause: inner } = cause as Error & { cause?: { code?: string } }
  return inner?.code ?? name
}
// Node makes it at the first request; from 26 on under a second name, too.
await fetch('http://127.0.0.1:1').catch(() => {})
const hidden = globalThis as unknown as Record<symbol, { constructor: new (options: object) => never }>
const [first, second] = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`)) as [
  symbol,
  symbol,
]
const made = hidden[second] ?? hidden[first]
if (!made) throw new Error('Node keeps its dispatcher elsewhere.')
const small = new made.constructor({ headersTimeout: 500 })
hidden[first] = small
if (hidden[second]) hidden[second] = small

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
