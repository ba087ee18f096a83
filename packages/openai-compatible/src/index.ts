export {
  type OpenAICompatibleOptions,
  type OpenAICompatibleProvider,
  openaiCompatible,
} from './openai-compatible.ts'
export {
  type OpenAICompatibleEmbeddingsOptions,
  openaiCompatibleEmbeddings,
} from './openai-compatible-embeddings.ts'
export type { ServerOptions } from './server-of.ts'
