import { aborted } from '../errors/aborted.ts'
import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import { redact } from '../errors/redact.ts'
import { deliver } from './deliver.ts'
import { unreachable } from './failure.ts'
import { patient } from './patient.ts'
import type { Server } from './server.ts'

export interface CarrierOptions extends Pick<Server, 'name' | 'baseURL' | 'fetch' | 'maxReplyBytes'> {
  /** What to do when the SDK refuses before anything is sent: where a key is made. */
  readonly help: string
}

/** What stands between a vendor's SDK, which makes the requests, and our readers, which read the replies. */
export interface Carrier {
  /** Knows the keys that were sent, so that errors about it hold none of them. */
  readonly server: Server
  /**
   * For the SDK's option of that name. It never fails and never answers with an error status, so the SDK has nothing to retry, to log
   * or to read: what went wrong comes out of `carried`.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** The untouched reply to what `ask` has the SDK send; else the typed error. */
  carried(ask: () => Response | PromiseLike<Response>, signal?: AbortSignal): Promise<Response>
}

const MOST_SECRETS = 16

/** Makes the requests of a vendor's SDK end as `send` has them end: redirects, errors, aborts, keys. */
export function carrier({ help, ...options }: CarrierOptions): Carrier {
  const secrets: string[] = []
  const server: Server = { ...options, headers: {}, secrets }
  const failures = new WeakMap<Response, unknown>()
  /** The credentials of the last request: others that go with them do not change alone. */
  let last: string | undefined
  const keep = (given: HeadersInit | undefined): void => {
    const headers = given instanceof Headers ? given : new Headers(given)
    const now = `${headers.get('authorization')} ${headers.get('api-key')}`
    if (now === last) return
    last = now
    headers.forEach((value, name) => {
      const secret = value.replace(/^\w+ /, '')
      if (!/key|auth|token|secret|cookie/.test(name) || secrets.includes(secret)) return
      if (secrets.push(secret) > MOST_SECRETS) secrets.shift()
    })
  }
  return {
    server,
    async fetch(input, init = {}) {
      try {
        keep(init.headers)
        const url = typeof input === 'string' ? input : 'url' in input ? input.url : input.href
        return await deliver(server, url, patient(init))
      } catch (cause) {
        const failed = new Response()
        failures.set(failed, cause)
        return failed
      }
    },
    async carried(ask, signal) {
      let response: Response
      try {
        signal?.throwIfAborted()
        response = await ask()
      } catch (cause) {
        if (signal?.aborted) throw aborted(signal)
        if (isAiuError(cause)) throw cause
        const words = redact(`${(cause as Error | undefined)?.message ?? cause}`, secrets).slice(0, 500)
        throw new AiuError('configuration', `${server.name}: ${words}`, { hint: help, provider: server.name })
      }
      const failed = failures.get(response)
      if (failed === undefined) return response
      // The SDK's own signal, fired by the caller's, knows nothing of the caller's reason.
      throw signal?.aborted ? aborted(signal) : unreachable(server, failed, undefined)
    },
  }
}
