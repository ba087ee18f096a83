/** One of our providers, beside the bare SDK that it is made on and a parser written by hand for the same wire: files under subjects. */
export interface ProviderRow {
  readonly name: string
  readonly ours: string
  readonly sdk: string
  readonly floor: string
}

/** The providers on the vendors' SDKs: `npm run bench -- providers`. */
export const providerTable: readonly ProviderRow[] = [
  {
    name: '@aiu/openai, responses',
    ours: 'openai-responses',
    sdk: 'sdk-openai-responses',
    floor: 'bare-fetch-responses',
  },
  { name: '@aiu/openai, chat', ours: 'openai-chat', sdk: 'sdk-openai-chat', floor: 'bare-fetch' },
  { name: '@aiu/groq', ours: 'groq', sdk: 'sdk-groq', floor: 'bare-fetch' },
  { name: '@aiu/ollama', ours: 'ollama', sdk: 'sdk-ollama', floor: 'bare-fetch-ollama' },
]

/** Ratios, whatever the machine. Of the provider, but for the chunk: that is of `stream`. */
export const providerCeilings = {
  /** CPU of a whole call, to the bare SDK. */
  call: 1.05,
  /** CPU of a streamed chunk, to the parser written by hand. */
  chunk: 1.3,
  /** The most memory with a slow reader, to the parser written by hand. */
  memory: 1.1,
} as const
