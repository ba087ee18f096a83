import { providerContract } from '@aiu/testing'
import { randomModel } from './support/random-model.ts'
import { withModel } from './support/with-model.ts'

const provider = withModel(randomModel(), { contextSize: 2048 })

providerContract('local', () => provider, {
  wire: 'none',
  entry: new URL('../src/index.ts', import.meta.url),
  long: { maxTokens: 1500, seed: 3 },
})
