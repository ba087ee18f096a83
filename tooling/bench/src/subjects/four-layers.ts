import { type AiClient, createClient, observe, type Provider } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

/** Calls that a layer saw the end of. */
let ended = 0
const layers = ['one', 'two', 'three', 'four'].map((name) =>
  observe({
    name,
    end: () => {
      ended++
    },
  }),
)

/** Made once, as in an app. */
const made = new Map<string, AiClient<Provider>>()

function of(baseURL: string): AiClient<Provider> {
  const client =
    made.get(baseURL) ??
    createClient<Provider>(openaiCompatible({ baseURL, apiKey: 'sk-bench', model: 'gpt-4o-mini' }), ...layers)
  made.set(baseURL, client)
  return client
}

export async function generate(baseURL: string, prompt: string): Promise<string> {
  const { text } = await of(baseURL).ask(prompt)
  if (ended === 0) throw new Error('the layers saw nothing')
  return text
}

export const stream = (baseURL: string, prompt: string): AsyncIterable<string> =>
  of(baseURL).stream(prompt).textStream
