import { type Carrier, carrier, type Server } from '@aiu/core/http'
import type { Ollama } from 'ollama/browser'
import type { OllamaOptions } from './options.ts'
import { refuse } from './refuse.ts'
import { serverRoot } from './server-root.ts'
import { HELP } from './vendor.ts'

/** Ollama's client, which makes the requests, and the untouched replies to them. */
export interface SdkCarrier {
  readonly server: Server
  /** The reply to what `ask` has the client send; else the typed error. */
  sent(ask: (sdk: Ollama) => Promise<unknown>, signal: AbortSignal | undefined): Promise<Response>
}

/** What the types of a client hide. */
interface Inside {
  readonly config: { readonly host: string; readonly headers?: HeadersInit }
  readonly fetch: typeof fetch
}

/**
 * The client takes no signal, and reads, checks and prints by itself. So each request has a client of its own, made in no time, whose
 * `fetch` keeps the reply for us and hands it an empty one. The client is loaded when it is first used.
 */
export function sdkCarrier(options: OllamaOptions): SdkCarrier {
  const { client, apiKey, headers, name = 'ollama', maxReplyBytes = 67_108_864 } = options
  check(options, maxReplyBytes)
  const given = client as unknown as Inside | undefined
  // A client with the option `proxy` has no host: it asks the page's own.
  const baseURL = serverRoot(given ? given.config.host || '/' : options.baseURL)
  const ours = new Headers(given ? given.config.headers : { ...headers })
  if (apiKey) ours.set('authorization', `Bearer ${apiKey}`)
  const { server, fetch, carried } = carrier({
    name,
    baseURL,
    fetch: given?.fetch ?? options.fetch,
    maxReplyBytes,
    help: HELP,
  })
  let loaded: Promise<typeof import('ollama/browser')> | undefined

  return {
    server,
    sent: (ask, signal) =>
      carried(async () => {
        loaded ??= import('ollama/browser')
        const { Ollama } = await loaded
        let reply = new Response()
        const keep = keeping(fetch, ours, signal, (response) => {
          reply = response
        })
        await ask(new Ollama({ host: baseURL, headers: Object.fromEntries(ours), fetch: keep }))
        return reply
      }, signal),
  }
}

/** A `fetch` that sends with our signal and all of our headers (the client drops some), and tells only us of the reply. */
const keeping =
  (
    fetch: Carrier['fetch'],
    ours: Headers,
    signal: AbortSignal | undefined,
    keep: (reply: Response) => void,
  ): typeof globalThis.fetch =>
  async (input, init) => {
    const headers = new Headers(init?.headers)
    for (const [name, value] of ours) headers.set(name, value)
    keep(await fetch(input, { ...init, headers, signal: signal ?? null }))
    return Response.json({})
  }

function check(options: OllamaOptions, maxReplyBytes: number): void {
  const { client, apiKey, baseURL, headers, fetch, model, embeddingModel } = options
  if (client)
    for (const [name, value] of Object.entries({ apiKey, baseURL, headers, fetch }))
      if (value !== undefined) refuse(`The client given brings its own ${name}: leave the option out.`)
  for (const [name, value] of Object.entries({ apiKey: apiKey ?? '', ...headers }))
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^([!-~]([ -~]*[!-~])?)?$/.test(value))
      refuse(`${name} has a line break or an odd character in it.`)
  if (/[\r\n\0]/.test(`${model}${embeddingModel}`)) refuse('The model name has a line break in it.')
  if (!(maxReplyBytes > 0)) refuse(`maxReplyBytes is ${maxReplyBytes}, not above 0.`)
}
