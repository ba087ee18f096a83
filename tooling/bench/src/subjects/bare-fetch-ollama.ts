/** The floor for Ollama's own API, as `bare-fetch` is for chat completions. */

async function post(baseURL: string, body: object): Promise<Response> {
  const response = await fetch(`${baseURL.replace('/v1', '')}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response
}

interface Answer {
  readonly message: { readonly content: string }
}

const ask = (prompt: string) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] })

export async function generate(baseURL: string, prompt: string): Promise<string> {
  const response = await post(baseURL, { ...ask(prompt), stream: false })
  return ((await response.json()) as Answer).message.content
}

export async function* stream(baseURL: string, prompt: string): AsyncGenerator<string> {
  const { body } = await post(baseURL, { ...ask(prompt), stream: true })
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      const { message } = JSON.parse(text.slice(from, end)) as Answer
      from = end + 1
      if (message.content) yield message.content
    }
    text = text.slice(from)
  }
}
