import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { once } from '../once.ts'

const clientAt = once((baseURL) =>
  createClient(openaiCompatible({ baseURL, apiKey: 'sk-bench', model: 'gpt-4o-mini' }), cache(memoryStore())),
)

export const generate = async (baseURL: string, prompt: string): Promise<string> =>
  (await clientAt(baseURL).ask(prompt)).text

export const stream = (baseURL: string, prompt: string): AsyncIterable<string> =>
  clientAt(baseURL).stream(prompt).textStream
