import type { Preset } from '@aiu/openai-compatible/presets'
import * as presets from '@aiu/openai-compatible/presets'
import { costOf, explainCost } from '@aiu/prices'
import { expect, test } from 'vitest'
import { billionths, use } from './support.ts'

const PRESETS = Object.values(presets).filter((one): one is Preset => typeof one === 'object')
const HOSTED = PRESETS.filter(({ kind }) => kind === 'hosted')
const SERVERS = PRESETS.filter(({ kind, defaults }) => kind === 'server' && defaults.baseURL)

const FREE = { amount: 0, currency: 'USD', source: 'free', lines: [] }
const SOME = { inputTokens: 5, outputTokens: 5 }

// Who bills for it is who stands at the address; the name counts where the address tells nothing.
test.each<[string, string, string | undefined, unknown]>([
  ['local', 'any.gguf', undefined, FREE],
  ['ollama', 'llama3.2', 'http://127.0.0.1:11434', FREE],
  ['llama-server', 'default', 'http://localhost:8080/v1', FREE],
  ['vllm', 'Qwen/Qwen3-0.6B', 'http://[::1]:8000/v1', FREE],
  ['ollama', 'gpt-oss:120b-cloud', 'http://127.0.0.1:11434', 'not known'],
  ['ollama', 'llama3.2', 'http://192.168.1.9:11434', 'not known'],
  ['ollama', 'llama3.2', 'https://ollama.com', 'no vendor named ollama'],
  ['vllm', 'Qwen/Qwen3-0.6B', 'https://gpu.example.com/v1', 'no vendor named vllm'],
  ['127.0.0.1:8080', 'small', 'http://127.0.0.1:8080/v1', 'not known'],
  ['openai', 'gpt-4.1', 'http://127.0.0.1:4000/v1', 'not known'],
  ['openai', 'gpt-4.1', 'http://litellm:4000/v1', 'not known'],
  ['local', 'm', 'https://acme.example/v1', 'no vendor named local'],
])('%s, %s at %s', (name, model, baseURL, expected) => {
  const told = explainCost(...use(name, model, SOME, baseURL === undefined ? {} : { baseURL }))
  if (typeof expected === 'string') expect(told).toEqual({ why: expect.stringContaining(expected) })
  else expect(told).toEqual({ cost: expected })
})

test.each([
  ['openai', 'https://api.openai.com/v1', 'gpt-4.1', 2_000],
  ['mine', 'https://api.openai.com/v1', 'gpt-4.1', 2_000],
  ['openai', 'https://gateway.example/v1', 'gpt-4.1', 2_000],
  ['groq', 'https://api.groq.com', 'openai/gpt-oss-20b', 75],
  ['gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'models/gemini-2.5-flash', 300],
  ['openai', 'https://api.groq.com/openai/v1', 'openai/gpt-oss-20b', 75],
  ['xai', 'https://api.x.ai/v1', 'grok-3', 3_000],
  ['gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'gemini-3.5-flash', 1_500],
  ['anthropic', 'https://api.anthropic.com/v1', 'claude-sonnet-4-6', 3_000],
  ['mistral', 'https://api.mistral.ai/v1', 'mistral-small-latest', 100],
  ['deepseek', 'https://api.deepseek.com/v1', 'deepseek-v3.2', 228.8],
  ['cerebras', 'https://api.cerebras.ai/v1', 'gpt-oss-120b', 350],
  ['together', 'https://api.together.ai/v1', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 880],
  ['fireworks', 'https://api.fireworks.ai/inference/v1', 'accounts/fireworks/models/gpt-oss-120b', 150],
  ['openrouter', 'https://openrouter.ai/api/v1', 'openai/gpt-4.1', 2_000],
])('%s at %s has prices', (name, baseURL, model, input) => {
  const cost = costOf(...use(name, model, { inputTokens: 10_000, outputTokens: 0 }, { baseURL }))
  expect(cost && billionths(cost.amount)).toBe(Math.round(input * 10_000))
})

// A preset whose default model has no price would cost nobody knows what, out of the box.
test('The default models of the hosted presets have prices, but two', () => {
  const without = HOSTED.filter(({ id, defaults: { baseURL, model } }) => {
    const asked = use(id, model ?? '', SOME, baseURL === undefined ? {} : { baseURL })
    return model !== undefined && !costOf(...asked)
  })
  // OpenRouter's router tells its cost itself. DeepSeek's name is newer than the table.
  expect(without.map(({ defaults }) => defaults.model).sort()).toEqual(['deepseek-flash', 'openrouter/auto'])
})

test('The presets of servers are free on this machine', () => {
  for (const { id, defaults } of SERVERS)
    expect(costOf(...use(id, 'm', SOME, { baseURL: `${defaults.baseURL}` })), id).toEqual(FREE)
})
