import { type AiuError, ask, type ChatResponse, isAiuError, type Provider, stream } from '@aiu/core'
import { groq } from '@aiu/groq'
import { ollama } from '@aiu/ollama'
import { openai } from '@aiu/openai'
import { openaiCompatible } from '@aiu/openai-compatible'
import { chatCompletionsWire, groqWire, ollamaWire, responsesWire, type WireKit } from '@aiu/testing'

/** A provider, and the wire that its server speaks. */
export interface Subject {
  readonly name: string
  readonly wire: WireKit
  make(baseURL: string): Provider
}

const apiKey = 'made-up'
const model = 'm'

const onOtherSdks: readonly Subject[] = [
  {
    name: 'openai, chat completions',
    wire: chatCompletionsWire,
    make: (baseURL) => openai({ baseURL, apiKey, model, api: 'chat' }),
  },
  { name: 'groq', wire: groqWire, make: (baseURL) => groq({ baseURL, apiKey, model }) },
]

/** Plain fetch, an SDK that our transport carries, a client of its own; where it may take long, the others on an SDK as well. */
export const subjectsOf = (long: boolean): readonly Subject[] => [
  {
    name: 'openaiCompatible',
    wire: chatCompletionsWire,
    make: (baseURL) => openaiCompatible({ baseURL, model }),
  },
  { name: 'openai', wire: responsesWire, make: (baseURL) => openai({ baseURL, apiKey, model }) },
  { name: 'ollama', wire: ollamaWire, make: (baseURL) => ollama({ baseURL, model }) },
  ...(long ? onOtherSdks : []),
]

type Asked = (provider: Provider, options?: { readonly signal?: AbortSignal }) => Promise<ChatResponse>

/** The same question, whole and as a stream. */
export const ways: readonly (readonly [name: string, asked: Asked])[] = [
  ['whole', (provider, options) => ask(provider, 'Hello?', options)],
  ['as a stream', (provider, options) => stream(provider, 'Hello?', options).response],
]

/** The error that it must fail with. */
export async function failure(answer: Promise<unknown>): Promise<AiuError> {
  const error = await answer.then(
    (value) => {
      throw new Error(`It succeeded: ${JSON.stringify(value)}`)
    },
    (cause: unknown) => cause,
  )
  if (!isAiuError(error)) throw error
  return error
}
