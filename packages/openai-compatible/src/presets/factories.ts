import type { OpenAICompatibleProvider } from '../openai-compatible.ts'
import { fromPreset, type PresetOptions } from './from-preset.ts'
import {
  ANTHROPIC,
  CEREBRAS,
  DEEPSEEK,
  FIREWORKS,
  GEMINI,
  GROQ,
  MISTRAL,
  OPENAI,
  OPENROUTER,
  TOGETHER,
  XAI,
} from './hosted.ts'
import {
  FAST_CHAT,
  LLAMA_SERVER,
  LM_STUDIO,
  LOCAL_AI,
  OLLAMA,
  TEXT_GENERATION_WEBUI,
  VLLM,
} from './servers.ts'

/** OpenAI's chat completions over plain `fetch`. The vendor's SDK and its Responses API: `@aiu/openai`. */
export const openai = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(OPENAI, options)

/** Groq over plain `fetch`. The vendor's SDK: `@aiu/groq`. */
export const groq = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(GROQ, options)

export interface OpenRouterOptions extends PresetOptions {
  /** Address of your app, for OpenRouter's rankings; sent as `HTTP-Referer`. Default: not sent. */
  readonly referer?: string | undefined
  /** Name of your app, for the same; sent as `X-Title`. Default: not sent. */
  readonly title?: string | undefined
}
/** OpenRouter: many vendors' models under one key. */
export const openRouter = ({
  referer,
  title,
  ...options
}: OpenRouterOptions = {}): OpenAICompatibleProvider =>
  fromPreset(OPENROUTER, {
    ...options,
    headers: {
      ...(referer && { 'http-referer': referer }),
      ...(title && { 'x-title': title }),
      ...options.headers,
    },
  })

/** Together AI. Name a model: there is no default. */
export const together = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(TOGETHER, options)

/** DeepSeek. Takes no JSON schema, so `askJson` asks for a JSON object and checks it. */
export const deepSeek = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(DEEPSEEK, options)

/** Mistral AI. */
export const mistral = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(MISTRAL, options)

/** xAI: the Grok models. */
export const xai = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(XAI, options)

/** Cerebras. */
export const cerebras = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(CEREBRAS, options)

/** Fireworks AI. Name a model: there is no default. */
export const fireworks = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(FIREWORKS, options)

/** Claude by Anthropic's OpenAI-compatible endpoint, which the vendor means for comparing models: see `ANTHROPIC.limits`. */
export const anthropicCompatible = (options?: PresetOptions): OpenAICompatibleProvider =>
  fromPreset(ANTHROPIC, options)

/** Gemini by Google's OpenAI-compatible endpoint: see `GEMINI.limits`. */
export const geminiCompatible = (options?: PresetOptions): OpenAICompatibleProvider =>
  fromPreset(GEMINI, options)

/** Ollama's OpenAI-compatible API, by default on port 11434. Its own API: `@aiu/ollama`. */
export const ollama = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(OLLAMA, options)

/** LM Studio's server, by default on port 1234. */
export const lmStudio = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(LM_STUDIO, options)

/** llama.cpp's llama-server, by default on port 8080. Needs no model name. */
export const llamaServer = (options?: PresetOptions): OpenAICompatibleProvider =>
  fromPreset(LLAMA_SERVER, options)

/** vLLM, by default on port 8000. */
export const vllm = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(VLLM, options)

/** LocalAI, by default on port 8080. */
export const localAI = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(LOCAL_AI, options)

/** FastChat, by default on port 8000. No tools, no JSON mode. */
export const fastChat = (options?: PresetOptions): OpenAICompatibleProvider => fromPreset(FAST_CHAT, options)

/** text-generation-webui, by default on port 5000. Needs no model name: it answers with the model that is loaded. */
export const textGenerationWebUI = (options?: PresetOptions): OpenAICompatibleProvider =>
  fromPreset(TEXT_GENERATION_WEBUI, options)
