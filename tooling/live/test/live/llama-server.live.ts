import { openai } from '@aiu/openai'
import { llamaServer } from '@aiu/openai-compatible/presets'
import { inject } from 'vitest'
import { liveSuite } from '../../src/suite/live-suite.ts'
import type {} from '../../src/suite/provided.ts'
import type { Traits } from '../../src/suite/traits.ts'

const { origin, model, ours } = inject('llamaServer')
const traits: Traits = { model, otherModels: 'answers', oneSlot: ours, repeats: ours }
const v1 = { baseURL: `${origin}/v1`, apiKey: 'none', model, embeddingModel: model }

liveSuite('@aiu/openai-compatible, preset llamaServer', () => llamaServer({ baseURL: origin, model }), traits)

liveSuite('@aiu/openai, api chat, on llama-server', () => openai({ ...v1, api: 'chat' }), traits)

liveSuite('@aiu/openai, api responses, on llama-server', () => openai({ ...v1, api: 'responses' }), {
  ...traits,
  // The Responses API takes no seed, so nothing can be asked twice.
  repeats: false,
  cutsUnsaid: 'the Responses API of llama-server says "completed" of an answer that was cut short',
  schemasIgnored: 'the Responses API of llama-server does not read text.format',
})
