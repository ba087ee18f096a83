export { type GroqChatRequest, type GroqProvider, groq } from './groq.ts'
export type { GroqExtra, GroqModel, GroqOptions, GroqReasoningFormat, GroqServiceTier } from './options.ts'
