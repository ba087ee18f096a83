import { AiuError } from '@aiu/core'
import type { Server } from '@aiu/core/http'

/** How a server is reached. */
export interface ServerOptions {
  /** With the API's path: "http://127.0.0.1:8080/v1". In a page it may be relative. */
  readonly baseURL: string
  /** Sent as a bearer token. Given only by you: no environment is read here. */
  readonly apiKey?: string | undefined
  /** In errors, usage rows and cache keys. Default: the host. */
  readonly name?: string | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined
  /** Largest reply or event, in bytes after decompression. Default 64 MiB. */
  readonly maxReplyBytes?: number | undefined
}

export const refuse = (what: string): never => {
  throw new AiuError('configuration', what)
}

/** The options as a server; throws `configuration` for those no request can be made with. */
export function serverOf({ apiKey, headers, maxReplyBytes = 2 ** 26, ...options }: ServerOptions): Server {
  const address = URL.parse(options.baseURL, globalThis.location?.href)
  if (!address || !/^https?:/.test(address.href))
    return refuse(`baseURL is "${`${options.baseURL}`.replace(/\/\/.*@/, '//')}", not an http address.`)
  // An address that was parsed has an @ before its path only after a user or a password.
  if (/^[^/]*..[^/]*@|[?#]/.test(address.href)) refuse('baseURL has a password, a query or a fragment in it.')
  if (!(maxReplyBytes > 0)) refuse(`maxReplyBytes is ${maxReplyBytes}, not above 0.`)
  const secrets: string[] = []
  for (const [name, value] of Object.entries({ apiKey, ...headers })) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^([!-~]([ -~]*[!-~])?)?$/.test(value ?? ''))
      refuse(`${name} has a line break or an odd character in it.`)
    if (value && /key|auth|token|secret|cookie/i.test(name)) secrets.push(value.replace(/^bearer /i, ''))
  }
  return {
    ...options,
    name: options.name ?? address.host,
    baseURL: address.href.replace(/\/+$/, ''),
    secrets,
    maxReplyBytes,
    headers: {
      'content-type': 'application/json',
      ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      ...headers,
    },
  }
}
