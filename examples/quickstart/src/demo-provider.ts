import { setTimeout as wait } from 'node:timers/promises'
import { AiuError, type ChatRequest, type ProviderManifest } from '@aiu/core'

const EVERY_MS = 25

const text = (
  question: string,
): string => `This is not a model: nobody who could answer was found, so a demo speaks.

You asked: ${question}

What you see is real all the same: these words come one by one through the same stream that a model's would, and Ctrl-C ends it at once.
For an answer, set a key (GROQ_API_KEY, OPENAI_API_KEY, ...), start a server (Ollama, LM Studio, llama-server), or let the local model be downloaded, and start again.`

const questionOf = ({ messages }: ChatRequest): string => {
  const content = messages.at(-1)?.content
  return typeof content === 'string' ? content : 'something that is not a plain text'
}

/** Its words, one by one, until the signal fires. */
async function* words(request: ChatRequest): AsyncGenerator<string> {
  for (const word of text(questionOf(request)).match(/\s*\S+/g) ?? []) {
    try {
      await wait(EVERY_MS, undefined, { signal: request.signal })
    } catch (cause) {
      throw new AiuError('aborted', 'The demo was stopped.', { cause })
    }
    yield word
  }
}

/** A provider for when there is none: it says that it is not a model, and streams. */
export const demo: ProviderManifest = {
  id: 'demo',
  title: 'Demo',
  package: '@aiu-examples/quickstart',
  kind: 'process',
  env: {},
  defaults: {},
  help: 'Needs nothing.',
  create: () => ({
    name: 'demo',
    defaultModel: 'not a model',
    async chat(request) {
      let all = ''
      for await (const word of words(request)) all += word
      return { parts: [{ type: 'text', text: all }], finishReason: 'stop' }
    },
    async *stream(request) {
      yield { type: 'start' }
      for await (const word of words(request)) yield { type: 'text', text: word }
      yield { type: 'finish', finishReason: 'stop' }
    },
  }),
}
