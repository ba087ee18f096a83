import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** The server that telegraph is spoken to: in real life, somebody else's. */
export interface TelegraphServer extends AsyncDisposable {
  readonly baseURL: string
  /** Resolves when a client has left before its answer was complete. */
  readonly left: Promise<void>
}

/** A server on a free port of this machine, whose model says the question back, a word at a time. */
export async function telegraphServer({ apiKey = '' } = {}): Promise<TelegraphServer> {
  const left = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    response.on('close', () => response.writableFinished || left.resolve())
    const { said, most } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    if (apiKey && request.headers.authorization !== `Bearer ${apiKey}`)
      return tell(response, 401, `I do not know this key: ${request.headers.authorization}`)
    await answer(response, said.at(-1).text, most)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    left: left.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function tell(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { message } }))
}

/** Asked to "go on", it never ends; asked to "hang up", it ends without its last line. */
async function answer(response: ServerResponse, question: string, most = 100): Promise<void> {
  const line = (what: object): boolean => response.write(`${JSON.stringify(what)}\n`)
  const words = `You said: ${question}`.match(/\S+\s*/g) ?? []
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  for (const word of words.slice(0, most)) line({ word })
  while (question === 'go on' && !response.destroyed) {
    line({ word: '... ' })
    await setTimeout(5)
  }
  if (question !== 'hang up')
    line({
      end: words.length > most ? 'length' : 'stop',
      used: { inputTokens: words.length - 2, outputTokens: Math.min(words.length, most) },
    })
  response.end()
}
