import { ask, createClient, type Provider, stream } from '@aiu/core'
import { type OpenAIChatProvider, type OpenAIOptions, type OpenAIProvider, openai } from '@aiu/openai'
import OpenAI, { AzureOpenAI } from 'openai'
import { expectTypeOf, test } from 'vitest'

const responses = openai()
const chat = openai({ api: 'chat' })

test('what comes out', () => {
  expectTypeOf(responses).toEqualTypeOf<OpenAIProvider>()
  expectTypeOf(openai({ api: 'responses', model: 'gpt-6-luna' })).toEqualTypeOf<OpenAIProvider>()
  expectTypeOf(chat).toEqualTypeOf<OpenAIChatProvider>()
  expectTypeOf(responses).toExtend<Provider>()
  expectTypeOf(createClient(responses).embed).toBeFunction()
  expectTypeOf(createClient(chat).listModels).toBeFunction()
  expectTypeOf(responses.health()).resolves.toExtend<{ readonly ms: number }>()
})

test('options', () => {
  openai({ apiKey: async () => 'k', model: 'one of tomorrow', embeddingModel: 'text-embedding-3-large' })
  openai({ client: new OpenAI(), name: 'mine' })
  openai({ client: new AzureOpenAI() })
  const given = {} as OpenAIOptions['apiKey']
  openai({ apiKey: given })
  // @ts-expect-error an unknown option
  openai({ key: 'k' })
  // @ts-expect-error an unknown option beside the API
  openai({ api: 'chat', retries: 3 })
  // @ts-expect-error an unknown API
  openai({ api: 'batch' })
  // @ts-expect-error a key is a text, or gets one
  openai({ apiKey: 7 })
  // @ts-expect-error not a client
  openai({ client: { baseURL: 'x' } })
})

test('extra is of the API that is asked', () => {
  ask(responses, 'q', {
    extra: {
      store: true,
      reasoning: { summary: 'auto' },
      tools: [{ type: 'web_search' }],
      text: { verbosity: 'low' },
    },
  })
  stream(responses, 'q', {
    extra: { previous_response_id: 'r', include: ['web_search_call.action.sources'] },
  })
  ask(chat, 'q', { extra: { verbosity: 'low', logit_bias: { 1: 2 }, web_search_options: {} } })
  createClient(responses).ask('q', { extra: { service_tier: 'flex' } })
  // @ts-expect-error of the other API
  ask(responses, 'q', { extra: { logit_bias: { 1: 2 } } })
  // @ts-expect-error of the other API
  ask(chat, 'q', { extra: { previous_response_id: 'r' } })
  // @ts-expect-error of no API
  ask(responses, 'q', { extra: { bogus: 1 } })
  // @ts-expect-error of no API
  stream(chat, 'q', { extra: { bogus: 1 } })
  // @ts-expect-error a value of another kind
  ask(responses, 'q', { extra: { store: 'yes' } })
  // @ts-expect-error has a name of ours: maxTokens
  ask(responses, 'q', { extra: { max_output_tokens: 7 } })
  // @ts-expect-error has a name of ours: maxTokens
  ask(chat, 'q', { extra: { max_completion_tokens: 7 } })
  // @ts-expect-error would be another answer than the one that is read
  ask(chat, 'q', { extra: { n: 2 } })
  // @ts-expect-error likewise
  ask(responses, 'q', { extra: { background: true } })
  // @ts-expect-error whether it is streamed is the verb's to say
  stream(responses, 'q', { extra: { stream: false } })
})
