/** The floor for the Responses API, as `bare-fetch` is for chat completions. */

async function post(baseURL: string, body: object): Promise<Response> {
  const response = await fetch(`${baseURL}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response
}

interface Answer {
  readonly output: readonly { readonly type: string; readonly content: readonly [{ text: string }] }[]
}

export async function generate(baseURL: string, prompt: string): Promise<string> {
  const response = await post(baseURL, { model: 'gpt-4o-mini', input: prompt })
  const { output } = (await response.json()) as Answer
  return output.find(({ type }) => type === 'message')?.content[0].text ?? ''
}

export async function* stream(baseURL: string, prompt: string): AsyncGenerator<string> {
  const { body } = await post(baseURL, { model: 'gpt-4o-mini', input: prompt, stream: true })
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      const line = text.slice(from, end)
      from = end + 1
      if (!line.startsWith('data: {')) continue
      const event = JSON.parse(line.slice(6)) as { type: string; delta: string }
      if (event.type === 'response.output_text.delta') yield event.delta
    }
    text = text.slice(from)
  }
}
