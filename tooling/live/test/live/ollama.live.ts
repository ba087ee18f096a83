import { type Layer, type WireBody, wrap } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { openai } from '@aiu/openai'
import { ollama as ollamaCompatible } from '@aiu/openai-compatible/presets'
import { inject } from 'vitest'
import { liveSuite } from '../../src/suite/live-suite.ts'
import type {} from '../../src/suite/provided.ts'
import type { Traits } from '../../src/suite/traits.ts'

const { origin, model, ours } = inject('ollama')
const traits: Traits = { model, oneSlot: ours, repeats: ours }
const v1 = { baseURL: `${origin}/v1`, apiKey: 'ollama', model, embeddingModel: model }

liveSuite('@aiu/ollama', () => ollama({ baseURL: origin, model }), traits)

liveSuite('@aiu/openai-compatible, preset ollama', () => ollamaCompatible({ baseURL: origin, model }), traits)

// Ollama does not know OpenAI's name of the limit, max_completion_tokens, and leaves it out without a word.
const knownLimit: Layer = {
  name: 'known limit',
  chat: (request, next) => next({ ...request, adapt }),
  stream: (request, next) => next({ ...request, adapt }),
}
const adapt = ({ max_completion_tokens: max_tokens, ...body }: WireBody): WireBody => ({
  ...body,
  max_tokens,
})

liveSuite('@aiu/openai, api chat, on Ollama', () => wrap(openai({ ...v1, api: 'chat' }), knownLimit), {
  ...traits,
  repeats: false,
})

liveSuite('@aiu/openai, api responses, on Ollama', () => openai({ ...v1, api: 'responses' }), {
  ...traits,
  repeats: false,
  cutsUnsaid: 'the Responses API of Ollama says "completed" of an answer that was cut short',
})
