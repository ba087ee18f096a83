import { type AiClient, createClient, type Price, type Provider } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { createUsageTracker, usage } from '@aiu/usage'

const price: Price = ({ inputTokens = 0, outputTokens = 0 }) => ({
  amount: (inputTokens * 0.2 + outputTokens * 0.8) / 1e6,
  currency: 'USD',
  source: 'bench',
  lines: [],
})
const tracker = createUsageTracker({ price })
/** Made once, as in an app. */
const made = new Map<string, AiClient<Provider>>()

function of(baseURL: string): AiClient<Provider> {
  const client =
    made.get(baseURL) ??
    createClient<Provider>(
      openaiCompatible({ baseURL, apiKey: 'sk-bench', model: 'gpt-4o-mini' }),
      usage(tracker),
    )
  made.set(baseURL, client)
  return client
}

export async function generate(baseURL: string, prompt: string): Promise<string> {
  const { text, cost } = await of(baseURL).ask(prompt)
  if (!cost) throw new Error('there is no cost')
  return text
}

export const stream = (baseURL: string, prompt: string): AsyncIterable<string> =>
  of(baseURL).stream(prompt).textStream
