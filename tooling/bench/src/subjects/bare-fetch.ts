/** The floor: what a careful programmer writes by hand, with no library. One request, a look at the status, a small parser. */

async function post(baseURL: string, body: object): Promise<Response> {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response
}

const ask = (prompt: string) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] })

export async function generate(baseURL: string, prompt: string): Promise<string> {
  const response = await post(baseURL, ask(prompt))
  const { choices } = (await response.json()) as { choices: [{ message: { content: string } }] }
  return choices[0].message.content
}

export async function* stream(baseURL: string, prompt: string): AsyncGenerator<string> {
  const { body } = await post(baseURL, { ...ask(prompt), stream: true })
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      const line = text.slice(from, end)
      from = end + 1
      if (!line.startsWith('data: {')) continue
      const { choices } = JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] }
      const content = choices[0]?.delta.content
      if (content) yield content
    }
    text = text.slice(from)
  }
}
