export type { OpenAIOptions } from './client/options.ts'
export { openai } from './openai.ts'
export type {
  ChatCompletionsExtra,
  OpenAIChatProvider,
  OpenAIChatRequest,
  OpenAIProvider,
  OpenAIRequest,
  ResponsesExtra,
} from './provider-types.ts'
