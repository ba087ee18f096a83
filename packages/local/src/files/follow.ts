import { AiuError, type ErrorCode } from '@aiu/core'

/** A reply with a body to read, after redirects. */
export interface Followed {
  readonly response: Response
  /** The file's SHA-256, where the hub told it on the way. */
  readonly sha256: string | undefined
}

const HOPS = 5

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'authentication',
  403: 'authentication',
  404: 'not-found',
  410: 'not-found',
  429: 'rate-limit',
}

/** Asks for a file. Hubs redirect to their store, to another host; never from https to plain http. */
export async function follow(
  from: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Followed> {
  let url = from
  let sha256: string | undefined
  for (let hop = 0; hop <= HOPS; hop++) {
    const response = await fetch(url, {
      headers: { ...headers, 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal,
    })
    sha256 ??= linkedHash(response)
    const { status } = response
    const location = status >= 300 && status < 400 && status !== 304 ? response.headers.get('location') : null
    if (location === null) return { response, sha256 }
    await response.body?.cancel()
    const next = URL.parse(location, url)
    if (
      !next ||
      !/^https?:$/.test(next.protocol) ||
      (url.protocol === 'https:' && next.protocol !== 'https:')
    )
      throw new AiuError(
        'redirect',
        `${from.host} redirects the download to an address that is not secure.`,
        {
          provider: 'local',
          hint: 'Give another address as AIU_LOCAL_MODEL_URL.',
        },
      )
    url = next
  }
  throw new AiuError('redirect', `${from.host} redirects the download more than ${HOPS} times.`, {
    provider: 'local',
  })
}

/** Hugging Face names the SHA-256 of the file it redirects to. */
function linkedHash({ headers }: Response): string | undefined {
  return /^(?:W\/)?"?([\da-f]{64})"?$/i.exec(headers.get('x-linked-etag') ?? '')?.[1]?.toLowerCase()
}

/** A status that is no file, as one of ours. */
export function refused(url: URL, status: number): AiuError {
  const code = CODES[status] ?? (status >= 500 ? 'server' : 'bad-request')
  return new AiuError(code, `${url.host} refuses the download of the model (HTTP ${status}).`, {
    provider: 'local',
    status,
    hint: 'Check the address; AIU_LOCAL_MODEL_URL names another one.',
  })
}
