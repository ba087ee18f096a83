import OpenAI from 'openai'
import { once } from '../once.ts'

const client = once((baseURL) => new OpenAI({ baseURL, apiKey: 'sk-bench', maxRetries: 0 }))

const body = (prompt: string) => ({ model: 'gpt-4o-mini', input: prompt })

export const generate = async (baseURL: string, prompt: string): Promise<string> =>
  (await client(baseURL).responses.create(body(prompt))).output_text

export async function* stream(baseURL: string, prompt: string): AsyncGenerator<string> {
  const events = await client(baseURL).responses.create({ ...body(prompt), stream: true })
  for await (const event of events) if (event.type === 'response.output_text.delta') yield event.delta
}
