import { stream as answer, ask } from '@aiu/core'
import { openai } from '@aiu/openai'
import { once } from '../once.ts'
import { question, textOf } from '../text-of.ts'

const provider = once((baseURL) =>
  openai({ baseURL, apiKey: 'sk-bench', model: 'gpt-4o-mini', api: 'responses' }),
)

export const generate = async (baseURL: string, prompt: string): Promise<string> =>
  (await ask(provider(baseURL), prompt)).text

export const stream = (baseURL: string, prompt: string): AsyncIterable<string> =>
  answer(provider(baseURL), prompt).textStream

export const provided = (baseURL: string, prompt: string): AsyncIterable<string> =>
  textOf(provider(baseURL).stream(question(prompt)))
