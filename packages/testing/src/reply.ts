/** What a server says to one request. */
export interface Reply {
  /** Default 200. */
  readonly status?: number | undefined
  /** Default: `text/event-stream` for a body that looks like one, else `application/json`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body: string | Uint8Array
}

/**
 * How a body goes out: in one write, a byte at a time, or cut at these offsets. Between two writes the event loop turns, so
 * that the reader does not get them glued together.
 */
export type Pace = 'whole' | 'bytes' | { readonly cuts: readonly number[] }

export const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? new TextEncoder().encode(body) : body

/** The body in the pieces that the pace makes of it; no piece is empty. */
export function pieces(body: Uint8Array, pace: Pace = 'whole'): Uint8Array[] {
  if (pace === 'bytes') return Array.from(body, (byte) => Uint8Array.of(byte))
  const inner = pace === 'whole' ? [] : pace.cuts.filter((cut) => cut > 0 && cut < body.length)
  const offsets = [...new Set([0, ...inner, body.length])].sort((a, b) => a - b)
  return offsets.slice(1).map((end, index) => body.subarray(offsets[index], end))
}

/** `count` offsets within `length`, the same ones for the same seed. */
export function seededCuts(length: number, count: number, seed: number): { readonly cuts: number[] } {
  let state = (seed % 2_147_483_646) + 1
  const next = (): number => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
  return { cuts: Array.from({ length: count }, () => 1 + Math.floor(next() * Math.max(1, length - 1))) }
}

/** The headers of a reply, its content type found out where none is given. */
export function headersOf({ headers = {}, body }: Reply): Record<string, string> {
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  if (names.includes('content-type')) return { ...headers }
  const looksLikeEvents = /^\ufeff?\s*(data|event|error|id|retry)?:/.test(
    typeof body === 'string'
      ? body
      : new TextDecoder('utf-8', { ignoreBOM: true }).decode(body.subarray(0, 64)),
  )
  return { 'content-type': looksLikeEvents ? 'text/event-stream' : 'application/json', ...headers }
}
