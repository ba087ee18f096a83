import { llamaServer } from '@aiu/openai-compatible/presets'
import { inject } from 'vitest'
import { liveSuite } from '../../src/suite/live-suite.ts'
import type {} from '../../src/suite/provided.ts'

const { origin, model } = inject('llamaServer')

liveSuite('@aiu/openai-compatible, preset llamaServer', () => llamaServer({ baseURL: origin, model }), {
  model,
  otherModels: 'answers',
  oneSlot: true,
  repeats: true,
})
