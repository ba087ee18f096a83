import { stream as answer, ask, type ChatEvent, type Provider } from '@aiu/core'
import { once } from './once.ts'
import type { Subject } from './subjects/subject.ts'

/** A provider with the verbs `ask` and `stream`, as apps use it; and `provided`, alone, as layers use it. */
export function providerSubject(
  make: (baseURL: string) => Provider,
): Subject & { readonly provided: Subject } {
  const of = once(make)
  const question = (prompt: string) => ({ messages: [{ role: 'user' as const, content: prompt }] })
  return {
    generate: async (baseURL, prompt) => (await ask(of(baseURL), prompt)).text,
    stream: (baseURL, prompt) => answer(of(baseURL), prompt).textStream,
    provided: {
      async generate(baseURL, prompt) {
        const { parts } = await of(baseURL).chat(question(prompt))
        return parts[0]?.type === 'text' ? parts[0].text : ''
      },
      stream: (baseURL, prompt) => textOf(of(baseURL).stream(question(prompt))),
    },
  }
}

async function* textOf(events: AsyncIterable<ChatEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === 'text') yield event.text
}
