import type { Provider } from '@aiu/core'
import { groq } from '@aiu/groq'
import { ollama } from '@aiu/ollama'
import { openai } from '@aiu/openai'
import { openaiCompatible } from '@aiu/openai-compatible'
import { chatCompletionsWire, groqWire, ollamaWire, responsesWire, type WireKit } from '@aiu/testing'

interface Subject {
  readonly name: string
  readonly wire: WireKit
  make(baseURL: string): Provider
}

const apiKey = 'made-up'
const model = 'm'

/** Every provider, and the wire that its server speaks. */
export const subjects: readonly Subject[] = [
  {
    name: 'openaiCompatible',
    wire: chatCompletionsWire,
    make: (baseURL) => openaiCompatible({ baseURL, model }),
  },
  { name: 'openai', wire: responsesWire, make: (baseURL) => openai({ baseURL, apiKey, model }) },
  { name: 'groq', wire: groqWire, make: (baseURL) => groq({ baseURL, apiKey, model }) },
  { name: 'ollama', wire: ollamaWire, make: (baseURL) => ollama({ baseURL, model }) },
]
