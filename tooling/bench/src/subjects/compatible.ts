import { stream as answer, ask, type Provider } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

/** Made once, as in an app. */
const made = new Map<string, Provider>()

function of(baseURL: string): Provider {
  const provider =
    made.get(baseURL) ?? openaiCompatible({ baseURL, apiKey: 'sk-bench', model: 'gpt-4o-mini' })
  made.set(baseURL, provider)
  return provider
}

export const generate = async (baseURL: string, prompt: string): Promise<string> =>
  (await ask(of(baseURL), prompt)).text

export const stream = (baseURL: string, prompt: string): AsyncIterable<string> =>
  answer(of(baseURL), prompt).textStream
