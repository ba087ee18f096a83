export { type OllamaChatRequest, type OllamaEmbedRequest, type OllamaProvider, ollama } from './ollama.ts'
export type {
  OllamaEmbedExtra,
  OllamaExtra,
  OllamaModelOptions,
  OllamaOptions,
  PullOptions,
  PullProgress,
} from './options.ts'
