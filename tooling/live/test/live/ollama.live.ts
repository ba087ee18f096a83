import { ollama } from '@aiu/openai-compatible/presets'
import { inject } from 'vitest'
import { liveSuite } from '../../src/suite/live-suite.ts'
import type {} from '../../src/suite/provided.ts'

const { origin, model } = inject('ollama')

liveSuite('@aiu/openai-compatible, preset ollama', () => ollama({ baseURL: origin, model }), {
  model,
  oneSlot: true,
  repeats: true,
})
