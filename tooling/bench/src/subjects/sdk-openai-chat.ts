import OpenAI from 'openai'
import { once } from '../once.ts'

const client = once((baseURL) => new OpenAI({ baseURL, apiKey: 'sk-bench', maxRetries: 0 }))

const body = (prompt: string) => ({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user' as const, content: prompt }],
})

export async function generate(baseURL: string, prompt: string): Promise<string> {
  const { choices } = await client(baseURL).chat.completions.create(body(prompt))
  return choices[0]?.message.content ?? ''
}

export async function* stream(baseURL: string, prompt: string): AsyncGenerator<string> {
  const events = await client(baseURL).chat.completions.create({ ...body(prompt), stream: true })
  for await (const { choices } of events) {
    const content = choices[0]?.delta.content
    if (content) yield content
  }
}
