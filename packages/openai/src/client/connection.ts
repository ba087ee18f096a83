import { AiuError, isAiuError } from '@aiu/core'
import { carrier, type Server } from '@aiu/core/http'
import type OpenAI from 'openai'
import { completeBaseURL } from './base-url.ts'
import type { OpenAIOptions } from './options.ts'

/** Makes a request of the SDK's: `(client, options) => client.models.list(options)`. */
export type Ask = (
  client: OpenAI,
  options: { readonly signal?: AbortSignal },
) => { asResponse(): Promise<Response> }

/** The SDK as our readers need it: it makes and sends requests, and reads nothing. */
export interface Connection {
  readonly server: Server
  /** The untouched reply of status 2xx; else the typed error. */
  send(ask: Ask, signal: AbortSignal | undefined): Promise<Response>
}

const HELP = 'Make a key at https://platform.openai.com/api-keys and set OPENAI_API_KEY, or give apiKey.'
/** The longest that a timer can wait: how long a model may think is for the caller's signal and for layers to say. */
const NO_TIMEOUT_MS = 2_147_483_647
const SENDABLE = /^([!-~]([ -~]*[!-~])?)?$/

const refuse = (what: string, hint?: string): never => {
  throw new AiuError('configuration', `openai: ${what}`, { provider: 'openai', hint })
}
const sendable = (name: string, value: string): string =>
  SENDABLE.test(value) ? value : refuse(`${name} has a line break or an odd character in it.`)

/** What a client of the caller's brings by itself. */
const OF_CLIENT = ['apiKey', 'baseURL', 'headers', 'organization', 'project', 'fetch'] as const

function addressOf({ client, baseURL = 'https://api.openai.com/v1' }: OpenAIOptions): string {
  if (client) {
    const { origin, pathname } = new URL(client.baseURL)
    return (origin + pathname).replace(/\/+$/, '')
  }
  return (
    completeBaseURL(`${baseURL}`) ??
    refuse(
      `baseURL is "${`${baseURL}`.replace(/\/\/.*@/, '//').replace(/[?#].*/, '')}", not a plain http address.`,
    )
  )
}

function check(options: OpenAIOptions): void {
  const { apiKey, headers, organization = '', project = '', maxReplyBytes = 1, client } = options
  if (!(maxReplyBytes > 0)) refuse(`maxReplyBytes is ${maxReplyBytes}, not above 0.`)
  for (const [name, value] of Object.entries({ ...headers, organization, project })) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) refuse(`the header name ${JSON.stringify(name)} cannot be sent.`)
    sendable(name, value)
  }
  if (typeof apiKey === 'string') sendable('apiKey', apiKey)
  const both = client && OF_CLIENT.find((name) => options[name] !== undefined)
  if (both) refuse(`both client and ${both} were given.`, `Give ${both} to the client.`)
}

/** Throws `configuration` for options no request can be made with. The SDK is loaded, and its key looked up, at the first request. */
export function connection(options: OpenAIOptions): Connection {
  check(options)
  const { apiKey, headers, organization, project, client: given } = options
  const { name = 'openai', maxReplyBytes = 67_108_864 } = options
  const baseURL = addressOf(options)
  // The SDK keeps its client's fetch to itself.
  const inner = given ? (given as unknown as { fetch: typeof fetch }).fetch : options.fetch
  const { server, fetch, carried } = carrier({ name, baseURL, fetch: inner, maxReplyBytes, help: HELP })

  const make = async (): Promise<OpenAI> => {
    if (given) return given.withOptions({ maxRetries: 0, fetch })
    const { OpenAI } = await import('openai')
    const client = new OpenAI({
      baseURL,
      fetch,
      maxRetries: 0,
      timeout: NO_TIMEOUT_MS,
      ...(typeof apiKey === 'function'
        ? { apiKey: async () => sendable('what apiKey gave', await apiKey()) }
        : apiKey !== undefined && { apiKey }),
      ...(organization !== undefined && { organization }),
      ...(project !== undefined && { project }),
      ...(headers && { defaultHeaders: headers }),
    })
    if (typeof client.apiKey === 'string') sendable('OPENAI_API_KEY', client.apiKey.trim())
    return client
  }
  let making: Promise<OpenAI> | undefined
  /** A failure is not kept: the key may be set by then. */
  const made = (): Promise<OpenAI> => {
    making ??= make().catch((cause: unknown) => {
      making = undefined
      throw cause
    })
    return making
  }
  return {
    server,
    async send(ask, signal) {
      try {
        return await carried(async () => ask(await made(), signal ? { signal } : {}).asResponse(), signal)
      } catch (cause) {
        // The limit of a client that was handed in: the SDK aborts our fetch, and the caller's signal has not fired.
        if (isAiuError(cause, 'aborted') && !signal?.aborted)
          throw new AiuError('timeout', `${name} did not answer within the client's timeout.`, {
            provider: name,
          })
        throw cause
      }
    },
  }
}
