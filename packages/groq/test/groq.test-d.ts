import { type AiClient, ask, createClient, embed, type HealthReport, listModels, stream } from '@aiu/core'
import { type GroqOptions, type GroqProvider, groq } from '@aiu/groq'
import type { Groq } from 'groq-sdk'
import { expectTypeOf, test } from 'vitest'

declare const client: Groq
const provider = groq()

test('what it can do is what its type says', () => {
  expectTypeOf(provider).toEqualTypeOf<GroqProvider>()
  expectTypeOf(provider.baseURL).toEqualTypeOf<string>()
  expectTypeOf(provider.health()).toEqualTypeOf<Promise<HealthReport>>()
  expectTypeOf(createClient(provider)).toEqualTypeOf<AiClient<GroqProvider>>()
  void listModels(provider)
  // @ts-expect-error Groq's chat models embed nothing
  void embed(provider, 'text')
})

test('models: those that groq-sdk knows, and any other', () => {
  groq({ model: 'openai/gpt-oss-20b' })
  groq({ model: 'one/of-tomorrow' as string })
  expectTypeOf<'openai/gpt-oss-120b'>().toExtend<NonNullable<GroqOptions['model']>>()
  // @ts-expect-error no text
  groq({ model: 7 })
})

test('options', () => {
  groq({ client, serviceTier: 'flex', reasoningFormat: 'hidden', apiKey: undefined })
  // @ts-expect-error no such tier
  groq({ serviceTier: 'priority' })
  // @ts-expect-error no such format
  groq({ reasoningFormat: 'none' })
  // @ts-expect-error that is the SDK's: retries are a layer's job
  groq({ maxRetries: 2 })
  // @ts-expect-error a key alone is no client
  groq({ client: 'gsk_...' })
})

test('extra is what groq-sdk calls its parameters', () => {
  void ask(provider, 'q', {
    extra: {
      service_tier: 'performance',
      parallel_tool_calls: false,
      include_reasoning: false,
      reasoning_effort: 'default',
      citation_options: 'enabled',
      documents: [{ source: { type: 'text', text: 't' } }],
      search_settings: { include_domains: ['a.test'] },
      tools: [{ type: 'browser_search' }],
    },
  })
  // @ts-expect-error misspelled
  void ask(provider, 'q', { extra: { serviceTier: 'flex' } })
  // @ts-expect-error no such tier
  void stream(provider, 'q', { extra: { service_tier: 'priority' } })
  // @ts-expect-error that has a word of its own: maxTokens
  void ask(provider, 'q', { extra: { max_completion_tokens: 5 } })
  // @ts-expect-error and that: messages
  void ask(provider, 'q', { extra: { messages: [] } })
  // @ts-expect-error Groq does not take it
  void ask(provider, 'q', { extra: { store: true } })
  // @ts-expect-error on a client too
  void createClient(provider).ask('q', { extra: { reasoning_format: 'loud' } })
})
