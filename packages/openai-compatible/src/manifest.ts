import type { AnyProvider, ProviderManifest, ProviderSettings } from '@aiu/core'
import { detect } from './manifest/detect.ts'
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
} from './presets/hosted.ts'
import type { Preset } from './presets/preset.ts'
import {
  FAST_CHAT,
  LLAMA_SERVER,
  LM_STUDIO,
  LOCAL_AI,
  OLLAMA,
  OPENAI_COMPATIBLE,
  TEXT_GENERATION_WEBUI,
  VLLM,
} from './presets/servers.ts'

/** The provider itself is loaded only here, so that looking through manifests costs nothing. */
async function create(
  preset: Preset,
  { apiKey, baseURL, model, headers }: ProviderSettings,
): Promise<AnyProvider> {
  const { fromPreset } = await import('./presets/from-preset.ts')
  return fromPreset(preset, { apiKey, baseURL, model, headers })
}

/** Every vendor and server that this package has a preset for. */
export const manifests: readonly ProviderManifest[] = [
  { ...OPENAI, create: (settings) => create(OPENAI, settings) },
  { ...GROQ, create: (settings) => create(GROQ, settings) },
  { ...OPENROUTER, create: (settings) => create(OPENROUTER, settings) },
  { ...TOGETHER, create: (settings) => create(TOGETHER, settings) },
  { ...DEEPSEEK, create: (settings) => create(DEEPSEEK, settings) },
  { ...MISTRAL, create: (settings) => create(MISTRAL, settings) },
  { ...XAI, create: (settings) => create(XAI, settings) },
  { ...CEREBRAS, create: (settings) => create(CEREBRAS, settings) },
  { ...FIREWORKS, create: (settings) => create(FIREWORKS, settings) },
  { ...ANTHROPIC, create: (settings) => create(ANTHROPIC, settings) },
  { ...GEMINI, create: (settings) => create(GEMINI, settings) },
  {
    ...OLLAMA,
    create: (settings) => create(OLLAMA, settings),
    detect: (settings) => detect(OLLAMA, settings),
  },
  {
    ...LM_STUDIO,
    create: (settings) => create(LM_STUDIO, settings),
    detect: (settings) => detect(LM_STUDIO, settings),
  },
  {
    ...LLAMA_SERVER,
    create: (settings) => create(LLAMA_SERVER, settings),
    detect: (settings) => detect(LLAMA_SERVER, settings),
  },
  {
    ...VLLM,
    create: (settings) => create(VLLM, settings),
    detect: (settings) => detect(VLLM, settings),
  },
  {
    ...LOCAL_AI,
    create: (settings) => create(LOCAL_AI, settings),
    detect: (settings) => detect(LOCAL_AI, settings),
  },
  {
    ...FAST_CHAT,
    create: (settings) => create(FAST_CHAT, settings),
    detect: (settings) => detect(FAST_CHAT, settings),
  },
  {
    ...TEXT_GENERATION_WEBUI,
    create: (settings) => create(TEXT_GENERATION_WEBUI, settings),
    detect: (settings) => detect(TEXT_GENERATION_WEBUI, settings),
  },
  {
    ...OPENAI_COMPATIBLE,
    create: (settings) => create(OPENAI_COMPATIBLE, settings),
    detect: (settings) => detect(OPENAI_COMPATIBLE, settings),
  },
]
