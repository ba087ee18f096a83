import { type AiClient, ask, createClient, embed, stream } from '@aiu/core'
import { type OllamaProvider, ollama, type PullProgress } from '@aiu/ollama'
import { Ollama } from 'ollama/browser'
import { expectTypeOf, test } from 'vitest'

const provider = ollama({ model: 'm', options: { num_ctx: 8192 }, keepAlive: '10m', client: new Ollama() })

test('its own parameters are spelled out', () => {
  void ask(provider, 'q', { extra: { think: 'max', keep_alive: -1, options: { top_k: 1 }, truncate: false } })
  void embed(provider, 'q', { extra: { truncate: false } })
  void stream(provider, 'q', { extra: { logprobs: true, top_logprobs: 3 } })
  // @ts-expect-error: no such option of a model
  ollama({ options: { num_context: 1 } })
  // @ts-expect-error: a number
  ollama({ options: { num_ctx: '8k' } })
  // @ts-expect-error: nobody reads an environment here
  ollama({ host: 'host.test' })
})

test('what it can do', () => {
  const ai = createClient(provider)
  expectTypeOf(ai).toExtend<AiClient<OllamaProvider>>()
  expectTypeOf(ai.embed).toBeFunction()
  expectTypeOf(ai.listModels).toBeFunction()
  expectTypeOf(provider.pull('m')).toEqualTypeOf<AsyncIterable<PullProgress>>()
  expectTypeOf(provider.baseURL).toEqualTypeOf<string>()
  // @ts-expect-error: it makes no images
  void ai.generateImage
})
