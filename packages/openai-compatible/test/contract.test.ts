import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import { providerContract } from '@aiu/testing'

providerContract(
  'openai-compatible',
  (server) => ({
    ...openaiCompatible({ ...server, model: 'm' }),
    embed: openaiCompatibleEmbeddings({ ...server, model: 'e' }).embed,
  }),
  { entry: new URL('../src/index.ts', import.meta.url) },
)
