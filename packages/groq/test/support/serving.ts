import { type GroqOptions, type GroqProvider, groq } from '@aiu/groq'
import { groqWire } from '@aiu/testing'
import { type FaultServer, faultServer, type RecordedRequest } from '@aiu/testing/node'
import { KEY } from './key.ts'

/** A server that speaks as Groq's does, and a provider at it. */
export interface Serving extends AsyncDisposable {
  readonly server: FaultServer
  readonly provider: GroqProvider
  readonly last: RecordedRequest
}

export async function serving(options: GroqOptions = {}): Promise<Serving> {
  const server = await faultServer({ wire: groqWire })
  return {
    server,
    provider: groq({ apiKey: KEY, model: 'm', baseURL: server.baseURL, ...options }),
    get last() {
      const last = server.requests.at(-1)
      if (!last) throw new Error('nothing was asked')
      return last
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}
