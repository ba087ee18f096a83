/** Packages of the house that have providers, the more specific first: of two manifests with one id, the first one's counts. */
export const KNOWN_PACKAGES = [
  '@aiu/openai',
  '@aiu/groq',
  '@aiu/ollama',
  '@aiu/local',
  '@aiu/openai-compatible',
] as const

/** Which known package has a provider, so that one that is not installed can be named. */
export const PACKAGE_OF: Readonly<Record<string, readonly string[]>> = {
  openai: ['@aiu/openai', '@aiu/openai-compatible'],
  groq: ['@aiu/groq', '@aiu/openai-compatible'],
  ollama: ['@aiu/ollama', '@aiu/openai-compatible'],
  local: ['@aiu/local'],
  ...Object.fromEntries(
    [
      'openrouter',
      'together',
      'deepseek',
      'mistral',
      'xai',
      'cerebras',
      'fireworks',
      'anthropic',
      'gemini',
      'lm-studio',
      'llama-server',
      'vllm',
      'localai',
      'fastchat',
      'text-generation-webui',
      'openai-compatible',
    ].map((id) => [id, ['@aiu/openai-compatible']]),
  ),
}

/**
 * The order `auto` goes by. An address of one's own comes first, since it was set for this library; vendors' keys may stand in
 * the environment for something else.
 */
export const DEFAULT_ORDER: readonly string[] = [
  'openai-compatible',
  'ollama',
  'lm-studio',
  'llama-server',
  'vllm',
  'groq',
  'openrouter',
  'together',
  'deepseek',
  'openai',
  'mistral',
  'xai',
  'cerebras',
  'fireworks',
  'anthropic',
  'gemini',
  'localai',
  'fastchat',
  'text-generation-webui',
  'local',
]

const ALIASES: Readonly<Record<string, string>> = {
  lmstudio: 'lm-studio',
  'llama.cpp': 'llama-server',
  llamacpp: 'llama-server',
  'llama-cpp': 'llama-server',
}

/** An id as people write it: any case, `_` for `-`, another spelling. */
export const canonicalId = (id: string): string => {
  const plain = id.trim().toLowerCase().replaceAll('_', '-')
  return ALIASES[plain] ?? plain
}
