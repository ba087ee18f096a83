import type { Groq } from 'groq-sdk'
import type { GroqOptions } from './options.ts'
import { mustBeSendable } from './refuse.ts'

/** Most that a timer takes. How long to wait is for layers to say; the SDK would give up after a minute. */
const FOR_EVER_MS = 2_147_483_647

type Fetch = NonNullable<ConstructorParameters<typeof Groq>[0]>['fetch']

/** groq-sdk's client with our `fetch`, made when it is first asked for: until then no SDK is loaded and no environment read. */
export function sdkClient(
  { client, apiKey, headers }: GroqOptions,
  baseURL: string,
  fetch: Fetch,
): () => Groq | Promise<Groq> {
  const ours = { baseURL, fetch, maxRetries: 0, timeout: FOR_EVER_MS }
  let made: Groq | undefined
  const make = async (): Promise<Groq> => {
    if (client) made ??= client.withOptions(ours)
    else {
      const { Groq } = await import('groq-sdk')
      made ??= new Groq({ ...ours, apiKey: apiKey || undefined, defaultHeaders: { ...headers } })
    }
    mustBeSendable('apiKey', made.apiKey)
    return made
  }
  return () => made ?? make()
}

/** A client's own `fetch`, which its types hide. */
export const fetchOf = (client: Groq): typeof fetch =>
  (client as unknown as { readonly fetch: typeof fetch }).fetch
