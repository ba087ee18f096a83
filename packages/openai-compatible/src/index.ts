export {
  type OpenAICompatibleOptions,
  type OpenAICompatibleProvider,
  openaiCompatible,
} from './openai-compatible.ts'
