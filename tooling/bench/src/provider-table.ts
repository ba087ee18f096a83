/** One of our providers, beside the bare SDK that it is made on and a parser written by hand for the same wire: files under subjects. */
export interface ProviderRow {
  readonly name: string
  readonly ours: string
  readonly sdk: string
  readonly floor: string
  /** What may be allocated, and how many promises made, for a whole call with `ask`, the SDK's own part of it included. */
  readonly most: { readonly bytesPerCall: number; readonly promisesPerCall: number }
}

/** The providers on the vendors' SDKs: `npm run bench -- providers`. */
export const providerTable: readonly ProviderRow[] = [
  {
    name: '@aiu/openai, responses',
    ours: 'openai-responses',
    sdk: 'sdk-openai-responses',
    floor: 'bare-fetch-responses',
    most: { bytesPerCall: 88_000, promisesPerCall: 64 },
  },
  {
    name: '@aiu/openai, chat',
    ours: 'openai-chat',
    sdk: 'sdk-openai-chat',
    floor: 'bare-fetch',
    most: { bytesPerCall: 84_000, promisesPerCall: 64 },
  },
  {
    name: '@aiu/groq',
    ours: 'groq',
    sdk: 'sdk-groq',
    floor: 'bare-fetch',
    most: { bytesPerCall: 78_000, promisesPerCall: 47 },
  },
  {
    name: '@aiu/ollama',
    ours: 'ollama',
    sdk: 'sdk-ollama',
    floor: 'bare-fetch-ollama',
    most: { bytesPerCall: 37_000, promisesPerCall: 46 },
  },
]

/** What a streamed chunk may take of every provider, with `stream`: fewer promises than `for await` over a body makes. */
export const mostPerChunk = { bytesPerChunk: 3400, promisesPerChunk: 6.5 } as const

/** Ratios, whatever the machine. Of the provider, but for the chunk: that is of `stream`. */
export const providerCeilings = {
  /** CPU of a whole call, to the bare SDK. */
  call: 1.05,
  /** CPU of a streamed chunk, to the parser written by hand. */
  chunk: 1.3,
  /** The most memory with a slow reader, to the parser written by hand. */
  memory: 1.1,
} as const
