import { ollama } from '@aiu/ollama'
import { ollamaWire, providerContract } from '@aiu/testing'

providerContract('ollama', (server) => ollama({ ...server, model: 'm' }), {
  wire: ollamaWire,
  entry: new URL('../src/index.ts', import.meta.url),
})
