import { Ollama } from 'ollama/browser'
import { once } from '../once.ts'

const client = once((baseURL) => new Ollama({ host: baseURL.replace('/v1', '') }))

const body = (prompt: string) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] })

export const generate = async (baseURL: string, prompt: string): Promise<string> =>
  (await client(baseURL).chat(body(prompt))).message.content

export async function* stream(baseURL: string, prompt: string): AsyncGenerator<string> {
  for await (const { message } of await client(baseURL).chat({ ...body(prompt), stream: true }))
    if (message.content) yield message.content
}
