import type { Preset } from './preset.ts'

// What the servers' sources and documents said on 2026-11-23. They have no default model: the server says what it has.

const PACKAGE = '@aiu/openai-compatible'

/** https://docs.ollama.com/api/openai-compatibility */
export const OLLAMA: Preset = {
  id: 'ollama',
  title: 'Ollama',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: { baseURL: 'http://127.0.0.1:11434/v1' },
  env: {
    apiKey: ['OLLAMA_API_KEY'],
    baseURL: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'],
    model: ['OLLAMA_MODEL'],
  },
  help: 'Install it from https://ollama.com, then run: ollama pull llama3.2',
  limits: [
    'No toolChoice; images as data only, not by URL.',
    "The context length is the server's (OLLAMA_CONTEXT_LENGTH); what does not fit is cut off without a word.",
  ],
}

/** https://lmstudio.ai/docs/developer/openai-compat */
export const LM_STUDIO: Preset = {
  id: 'lm-studio',
  title: 'LM Studio',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: { baseURL: 'http://127.0.0.1:1234/v1' },
  env: { apiKey: ['LMSTUDIO_API_KEY'], baseURL: ['LMSTUDIO_BASE_URL'], model: ['LMSTUDIO_MODEL'] },
  help: 'Load a model in LM Studio and start its server: lms server start',
  // json_object gives 400 "'response_format.type' must be 'json_schema' or 'text'" (lmstudio-ai/lmstudio-bug-tracker#189)
  limits: [
    'Takes a JSON schema, but no plain JSON mode.',
    'A model that is not loaded is loaded first, which takes its time.',
  ],
}

/** https://github.com/ggml-org/llama.cpp/tree/master/tools/server */
export const LLAMA_SERVER: Preset = {
  id: 'llama-server',
  title: 'llama-server (llama.cpp)',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: { baseURL: 'http://127.0.0.1:8080/v1' },
  env: {
    apiKey: ['LLAMA_SERVER_API_KEY', 'LLAMA_API_KEY'],
    baseURL: ['LLAMA_SERVER_BASE_URL'],
    model: ['LLAMA_SERVER_MODEL'],
  },
  help: 'Start it with a model: llama-server -m model.gguf --jinja',
  anyModel: true,
  limits: [
    'Tools need --jinja; embeddings need --embeddings.',
    'Serves one model, whatever the request names, unless it runs as a router.',
  ],
}

/** https://docs.vllm.ai/en/stable/serving/openai_compatible_server.html */
export const VLLM: Preset = {
  id: 'vllm',
  title: 'vLLM',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: { baseURL: 'http://127.0.0.1:8000/v1' },
  env: { apiKey: ['VLLM_API_KEY'], baseURL: ['VLLM_BASE_URL'], model: ['VLLM_MODEL'] },
  help: 'Start it with a model: vllm serve Qwen/Qwen3-0.6B',
  limits: [
    'Tools need --enable-auto-tool-choice and --tool-call-parser.',
    'Its own parameters, such as top_k, go in extra.',
  ],
}

/** https://localai.io */
export const LOCAL_AI: Preset = {
  id: 'localai',
  title: 'LocalAI',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: { baseURL: 'http://127.0.0.1:8080/v1' },
  env: { apiKey: ['LOCALAI_API_KEY'], baseURL: ['LOCALAI_BASE_URL'], model: ['LOCALAI_MODEL'] },
  help: 'Start it with a model: local-ai run llama-3.2-1b-instruct:q4_k_m',
  limits: ['Lists models of every kind, without saying which can chat.'],
}

/** https://github.com/lm-sys/FastChat/blob/main/docs/openai_api.md */
export const FAST_CHAT: Preset = {
  id: 'fastchat',
  title: 'FastChat',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: { baseURL: 'http://127.0.0.1:8000/v1' },
  env: { apiKey: ['FASTCHAT_API_KEY'], baseURL: ['FASTCHAT_BASE_URL'], model: ['FASTCHAT_MODEL'] },
  help: 'Start its controller, a model worker, and: python3 -m fastchat.serve.openai_api_server',
  // Its request type (fastchat/protocol/openai_api_protocol.py) has no response_format, tools, seed or stream_options, and
  // ignores what it does not know: nothing to leave out, but a schema must stand in the prompt.
  quirks: { schemaMode: 'prompt' },
  limits: ['No tools, no JSON mode, no seed, no images.', 'A stream tells no usage.'],
}

/** https://github.com/oobabooga/text-generation-webui/wiki/12-%E2%80%90-OpenAI-API */
export const TEXT_GENERATION_WEBUI: Preset = {
  id: 'text-generation-webui',
  title: 'text-generation-webui',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: { baseURL: 'http://127.0.0.1:5000/v1' },
  env: {
    apiKey: ['TEXT_GENERATION_WEBUI_API_KEY'],
    baseURL: ['TEXT_GENERATION_WEBUI_BASE_URL'],
    model: ['TEXT_GENERATION_WEBUI_MODEL'],
  },
  help: 'Start it with --api and load a model.',
  anyModel: true,
  // Its request type (extensions/openai/typing.py) has no response_format and ignores what it does not know.
  quirks: { schemaMode: 'prompt' },
  limits: ['Answers with the model that is loaded, whatever the request names.', 'No JSON mode.'],
}

/** Any other server. Its address must be given. */
export const OPENAI_COMPATIBLE: Preset = {
  id: 'openai-compatible',
  title: 'OpenAI-compatible server',
  package: PACKAGE,
  kind: 'server',
  apiPath: '/v1',
  defaults: {},
  env: {},
  help: 'Set AI_BASE_URL to the address of the server, with AI_API_KEY if it wants a key, and name a model.',
  limits: [
    'What it can do is not known beforehand. Where its API is not below /v1, give the whole address, with /chat/completions.',
  ],
}
