import { apiError, failure, unreachable } from './failure.ts'
import { parsed } from './parsed.ts'
import { readText } from './read-text.ts'
import type { Server } from './server.ts'

const ERROR_BYTES = 2 ** 16
const HOPS = 3

/**
 * One request as it is given. Resolves with a reply of status 2xx, whose body is unread; else rejects with a typed error. A redirect
 * within the same origin is sent again, at most three times; to another one, nothing is sent.
 */
export async function deliver(server: Server, url: string, request: RequestInit): Promise<Response> {
  const signal = request.signal as AbortSignal | undefined
  for (let hop = 0; ; hop++) {
    let response: Response
    try {
      response = await (server.fetch ?? fetch)(url, { ...request, redirect: 'manual' })
    } catch (cause) {
      throw unreachable(server, cause, signal)
    }
    if (response.ok) return response
    const { status, headers } = response
    if (status > 399) {
      const text = await readText(server, response, signal, ERROR_BYTES)
      throw apiError(server, parsed(text) ?? text, response)
    }
    void response.body?.cancel()
    // In browsers the reply to a redirect is opaque: no status, no address.
    const next = URL.parse(headers.get('location') ?? 'x:', url)
    if (!/^30[1278]$/.test(`${status}`) || next?.origin !== new URL(url).origin || hop === HOPS)
      throw failure(server, 'redirect', 'redirects elsewhere; nothing was sent there', '', { status })
    url = next.href
  }
}
