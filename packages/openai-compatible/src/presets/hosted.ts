import type { Preset } from './preset.ts'

// Base URLs, default models and limits as the vendors' documents had them on 2026-11-23. A default model is given only where
// the vendor names one that it keeps, or keeps up to date; together and fireworks retire theirs within months.

const PACKAGE = '@aiu/openai-compatible'

/** https://developers.openai.com/api/docs */
export const OPENAI: Preset = {
  id: 'openai',
  title: 'OpenAI',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1',
  // gpt-4o-mini and gpt-4.1-mini end on 2027-01-14, gpt-5-mini on 2026-12-11: developers.openai.com/api/docs/deprecations
  defaults: { baseURL: 'https://api.openai.com/v1', model: 'gpt-6-luna' },
  env: { apiKey: ['OPENAI_API_KEY'], baseURL: ['OPENAI_BASE_URL'], model: ['OPENAI_MODEL'] },
  keyURL: 'https://platform.openai.com/api-keys',
  help: 'Make a key at https://platform.openai.com/api-keys and set OPENAI_API_KEY.',
  // max_tokens is deprecated, and refused by reasoning models: "Use 'max_completion_tokens' instead" (API reference, chat/create)
  quirks: { maxTokensAs: 'max_completion_tokens' },
  limits: ['Reasoning models refuse temperature and topP.', 'The Responses API is the package @aiu/openai.'],
}

/** https://console.groq.com/docs/openai */
export const GROQ: Preset = {
  id: 'groq',
  title: 'Groq',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/openai/v1',
  // llama3-70b-8192 ended in 2025, llama-3.3-70b-versatile on 2026-08-16: console.groq.com/docs/deprecations
  defaults: { baseURL: 'https://api.groq.com/openai/v1', model: 'openai/gpt-oss-120b' },
  env: { apiKey: ['GROQ_API_KEY'], baseURL: ['GROQ_BASE_URL'], model: ['GROQ_MODEL'] },
  keyURL: 'https://console.groq.com/keys',
  help: 'Make a key at https://console.groq.com/keys and set GROQ_API_KEY.',
  // max_tokens is "deprecated in favor of max_completion_tokens" (groq-python's chat/completions.py)
  quirks: { maxTokensAs: 'max_completion_tokens' },
  limits: ['Only some models take a JSON schema.', 'gpt-oss models take no reasoning: "none".'],
}

/** https://openrouter.ai/docs */
export const OPENROUTER: Preset = {
  id: 'openrouter',
  title: 'OpenRouter',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/api/v1',
  // The vendor's own router. What a call costs depends on the model it takes; the reply tells both.
  defaults: { baseURL: 'https://openrouter.ai/api/v1', model: 'openrouter/auto' },
  env: { apiKey: ['OPENROUTER_API_KEY'], baseURL: ['OPENROUTER_BASE_URL'], model: ['OPENROUTER_MODEL'] },
  keyURL: 'https://openrouter.ai/settings/keys',
  help: 'Make a key at https://openrouter.ai/settings/keys and set OPENROUTER_API_KEY.',
  limits: [
    'What a request may say depends on the model it goes to.',
    'The default model costs what the model it picks costs; models named ":free" have daily limits.',
  ],
}

/** https://docs.together.ai/docs/openai-api-compatibility */
export const TOGETHER: Preset = {
  id: 'together',
  title: 'Together AI',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1',
  // Llama-3-8b-chat-hf is retired; of its successors gpt-oss-20b ended on 2026-09-15: docs.together.ai/docs/deprecations
  defaults: { baseURL: 'https://api.together.xyz/v1' },
  env: { apiKey: ['TOGETHER_API_KEY'], baseURL: ['TOGETHER_BASE_URL'], model: ['TOGETHER_MODEL'] },
  keyURL: 'https://api.together.ai/settings/api-keys',
  help: 'Make a key at https://api.together.ai/settings/api-keys, set TOGETHER_API_KEY, and name a model.',
  limits: [
    'No default model: serverless models come and go.',
    'Only some models take a JSON schema or tools.',
  ],
}

/** https://api-docs.deepseek.com */
export const DEEPSEEK: Preset = {
  id: 'deepseek',
  title: 'DeepSeek',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1',
  // deepseek-chat ended on 2026-07-24; "use deepseek-flash as the model name" (api-docs.deepseek.com/quick_start)
  defaults: { baseURL: 'https://api.deepseek.com/v1', model: 'deepseek-flash' },
  env: { apiKey: ['DEEPSEEK_API_KEY'], baseURL: ['DEEPSEEK_BASE_URL'], model: ['DEEPSEEK_MODEL'] },
  keyURL: 'https://platform.deepseek.com/api_keys',
  help: 'Make a key at https://platform.deepseek.com/api_keys and set DEEPSEEK_API_KEY.',
  // json_schema gives 400 "This response_format type is unavailable now"; json_object works (llm-exe/llm-exe#662, 2026-07)
  quirks: { schemaMode: 'object' },
  limits: [
    'Takes no JSON schema: askJson asks for a JSON object and checks it.',
    'Thinks by default; finish reason insufficient_system_resource means that it ran out of capacity.',
  ],
}

/** https://docs.mistral.ai/api */
export const MISTRAL: Preset = {
  id: 'mistral',
  title: 'Mistral AI',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1',
  defaults: { baseURL: 'https://api.mistral.ai/v1', model: 'mistral-small-latest' },
  env: { apiKey: ['MISTRAL_API_KEY'], baseURL: ['MISTRAL_BASE_URL'], model: ['MISTRAL_MODEL'] },
  keyURL: 'https://console.mistral.ai/api-keys',
  help: 'Make a key at https://console.mistral.ai/api-keys and set MISTRAL_API_KEY.',
  // Refuses fields it does not know with 422 extra_forbidden: stream_options.include_usage (dnakov/anon-kode#53; its streams
  // tell usage unasked), max_completion_tokens (editor-code-assistant/eca#231), seed (langchain-azure#82; its own is random_seed)
  quirks: { omit: ['stream_options', 'seed'] },
  limits: [
    'seed is not sent; its own is extra: { random_seed }.',
    'Ids of tool calls that come from another vendor are refused: it takes nine letters and digits.',
  ],
}

/** https://docs.x.ai */
export const XAI: Preset = {
  id: 'xai',
  title: 'xAI',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1',
  // What xAI sends its retired models to: docs.x.ai/developers/migration/may-15-retirement
  defaults: { baseURL: 'https://api.x.ai/v1', model: 'grok-4.3' },
  env: { apiKey: ['XAI_API_KEY'], baseURL: ['XAI_BASE_URL'], model: ['XAI_MODEL'] },
  keyURL: 'https://console.x.ai',
  help: 'Make a key at https://console.x.ai and set XAI_API_KEY.',
  limits: [
    'Reasoning models refuse stop.',
    'Reasoning tokens are not part of outputTokens: totalTokens exceeds the sum.',
    'A retired model name is answered, and billed, as a newer model.',
  ],
}

/** https://inference-docs.cerebras.ai/resources/openai */
export const CEREBRAS: Preset = {
  id: 'cerebras',
  title: 'Cerebras',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1',
  // What it recommends in place of the llama and qwen models it retired: inference-docs.cerebras.ai/support/deprecation
  defaults: { baseURL: 'https://api.cerebras.ai/v1', model: 'gpt-oss-120b' },
  env: { apiKey: ['CEREBRAS_API_KEY'], baseURL: ['CEREBRAS_BASE_URL'], model: ['CEREBRAS_MODEL'] },
  keyURL: 'https://cloud.cerebras.ai',
  help: 'Make a key at https://cloud.cerebras.ai and set CEREBRAS_API_KEY.',
  // The only limit in its reference of chat completions (inference-docs.cerebras.ai/api-reference/chat-completions)
  quirks: { maxTokensAs: 'max_completion_tokens' },
  limits: [
    'Refuses frequency_penalty, presence_penalty and logit_bias with 400.',
    'A system message weighs more than on OpenAI.',
  ],
}

/** https://docs.fireworks.ai/tools-sdks/openai-compatibility */
export const FIREWORKS: Preset = {
  id: 'fireworks',
  title: 'Fireworks AI',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/inference/v1',
  // Serverless models last months: gpt-oss-20b ended on 2026-08-27, seven more on 2026-09-25 (docs.fireworks.ai/updates/changelog)
  defaults: { baseURL: 'https://api.fireworks.ai/inference/v1' },
  env: { apiKey: ['FIREWORKS_API_KEY'], baseURL: ['FIREWORKS_BASE_URL'], model: ['FIREWORKS_MODEL'] },
  keyURL: 'https://app.fireworks.ai/settings/users/api-keys',
  help: 'Make a key at https://app.fireworks.ai/settings/users/api-keys, set FIREWORKS_API_KEY, and name a model.',
  limits: [
    'No default model: serverless models come and go.',
    'A model has its full name, "accounts/fireworks/models/...".',
    'Lists models that it no longer serves.',
  ],
}

/** https://platform.claude.com/docs/en/api/openai-sdk */
export const ANTHROPIC: Preset = {
  id: 'anthropic',
  title: 'Anthropic (its OpenAI-compatible endpoint)',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1',
  defaults: { baseURL: 'https://api.anthropic.com/v1', model: 'claude-sonnet-4-6' },
  // Not ANTHROPIC_BASE_URL: people set it to servers that speak Anthropic's own wire.
  env: { apiKey: ['ANTHROPIC_API_KEY'], baseURL: ['ANTHROPIC_OPENAI_BASE_URL'], model: ['ANTHROPIC_MODEL'] },
  keyURL: 'https://platform.claude.com/settings/keys',
  help: 'Make a key at https://platform.claude.com/settings/keys and set ANTHROPIC_API_KEY.',
  // response_format and strict are "ignored" (platform.claude.com/docs/en/api/openai-sdk), so a schema travels as a tool
  quirks: { schemaMode: 'prompt' },
  limits: [
    'Meant by Anthropic for comparing models, not for production.',
    'Ignored without a word: response_format, strict, seed, reasoning_effort, logprobs, audio.',
    'temperature ends at 1; all system messages are put together at the beginning.',
    'No prompt caching, no documents, no citations; what the model thought is not told.',
  ],
}

/** https://ai.google.dev/gemini-api/docs/openai */
export const GEMINI: Preset = {
  id: 'gemini',
  title: 'Google Gemini (its OpenAI-compatible endpoint)',
  package: PACKAGE,
  kind: 'hosted',
  apiPath: '/v1beta/openai',
  // Stable, no end announced: ai.google.dev/gemini-api/docs/deprecations
  defaults: { baseURL: 'https://generativelanguage.googleapis.com/v1beta/openai', model: 'gemini-3.8-flash' },
  env: {
    apiKey: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    baseURL: ['GEMINI_BASE_URL'],
    model: ['GEMINI_MODEL'],
  },
  keyURL: 'https://aistudio.google.com/apikey',
  help: 'Make a key at https://aistudio.google.com/apikey and set GEMINI_API_KEY.',
  // A field it does not know is a 400 "Unknown name": seed (Vali-98/ChatterUI#227), frequency_penalty (n4ze3m/page-assist#418)
  quirks: { omit: ['seed'] },
  limits: [
    'seed is not sent; frequency_penalty, top_k and other fields it does not know are refused.',
    'Some models take no reasoning: "minimal" or "none".',
    'Safety settings, documents and caching need its own API; an error comes as an array of one.',
  ],
}
