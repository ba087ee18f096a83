import { carrier, type Server } from '@aiu/core/http'
import type { Ollama } from 'ollama/browser'
import type { OllamaOptions } from './options.ts'
import { refuse } from './refuse.ts'
import { serverRoot } from './server-root.ts'
import { HELP } from './vendor.ts'

/** What the client is to send. */
export type Ask = (sdk: Ollama) => Promise<unknown>

/** Ollama's client, which makes the requests, and the untouched replies to them. */
export interface SdkCarrier {
  readonly server: Server
  /** The reply to what `ask` has the client send; else the typed error. */
  sent(ask: Ask, signal: AbortSignal | undefined): Promise<Response>
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
  const ours = Object.fromEntries(new Headers(given ? given.config.headers : { ...headers }))
  if (apiKey) ours.authorization = `Bearer ${apiKey}`
  const dropped = Object.entries(ours).filter(([header]) => CLIENTS.test(header))
  const { server, fetch, carried } = carrier({
    name,
    baseURL,
    fetch: given?.fetch ?? options.fetch,
    maxReplyBytes,
    help: HELP,
  })
  let sdk: typeof import('ollama/browser') | undefined

  return {
    server,
    sent: (ask, signal) =>
      carried(async () => {
        sdk ??= await import('ollama/browser')
        let reply: Response | undefined
        const keep: typeof globalThis.fetch = async (input, init) => {
          const request = { ...init, signal: signal ?? null }
          if (dropped[0]) request.headers = withThese(dropped, init?.headers)
          reply = await fetch(input, request)
          return EMPTY as unknown as Response
        }
        await ask(new sdk.Ollama({ host: baseURL, headers: ours, fetch: keep }))
        return reply as Response
      }, signal),
  }
}

/** The headers in whose place the client sends its own. */
const CLIENTS = /^(content-type|accept|user-agent)$/

function withThese(some: readonly (readonly [string, string])[], others?: HeadersInit): Headers {
  const headers = new Headers(others)
  for (const [name, value] of some) headers.set(name, value)
  return headers
}

/** What the client gets in place of a reply: as much of one as it looks at. A real one costs more than all the rest. */
const EMPTY = { ok: true, body: {}, json: async () => ({}) }

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
