import type { Groq } from 'groq-sdk'
import type { GroqOptions } from './options.ts'
import { mustBeSendable } from './refuse.ts'

/** Most that a timer takes. How long to wait is for layers to say; the SDK would give up after a minute. */
const FOR_EVER_MS = 2_147_483_647

type Fetch = NonNullable<ConstructorParameters<typeof Groq>[0]>['fetch']

/** Does something with the client. */
type UseClient = <T>(call: (client: Groq) => Promise<T>) => Promise<T>

/** groq-sdk's client with our `fetch`, made when it is first used: until then no SDK is loaded and no environment read. */
export function sdkClient(
  { client, apiKey, headers }: GroqOptions,
  baseURL: string,
  fetch: Fetch,
): UseClient {
  const ours = { baseURL, fetch, maxRetries: 0, timeout: FOR_EVER_MS }
  let made: Groq | undefined
  const fromKey = async (): Promise<Groq> => {
    const { Groq } = await import('groq-sdk')
    return new Groq({ ...ours, apiKey: apiKey || undefined, defaultHeaders: { ...headers } })
  }
  const make = async (): Promise<Groq> => {
    const fresh = client?.withOptions(ours) ?? (await fromKey())
    mustBeSendable('apiKey', fresh.apiKey)
    // Two first calls at once may make two; the later one is kept.
    made = fresh
    return fresh
  }
  return (call) => (made ? call(made) : make().then(call))
}

/** A client's own `fetch`, which its types hide. */
export const fetchOf = (client: Groq): typeof fetch =>
  (client as unknown as { readonly fetch: typeof fetch }).fetch
