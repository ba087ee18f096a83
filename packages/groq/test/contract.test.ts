import { groq } from '@aiu/groq'
import { groqWire, providerContract } from '@aiu/testing'

providerContract('groq', (server) => groq({ ...server, model: 'm' }), {
  wire: groqWire,
  entry: new URL('../src/index.ts', import.meta.url),
})
