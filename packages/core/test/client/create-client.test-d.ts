import {
  type AiClient,
  type AnyProvider,
  type ChatRequest,
  type ChatResponse,
  type ChatResult,
  type ClientStream,
  createClient,
  type EmbeddingProvider,
  type ModelListProvider,
  type Provider,
  wrap,
} from '@aiu/core'
import { expectTypeOf, test } from 'vitest'

declare const chatting: Provider
declare const able: Provider & EmbeddingProvider & ModelListProvider
declare const any: AnyProvider
interface Vendor extends Provider {
  chat(
    request: ChatRequest & { readonly extra?: { readonly top_k?: number } | undefined },
  ): Promise<ChatResult>
  readonly region: string
}
declare const vendor: Vendor
const layer = { name: 'layer' }

test('verbs are those the provider has methods for', () => {
  const ai = createClient(chatting)
  expectTypeOf(ai).toEqualTypeOf<AiClient<Provider>>()
  expectTypeOf(ai.ask('q')).toEqualTypeOf<Promise<ChatResponse>>()
  expectTypeOf(ai.stream('q')).toEqualTypeOf<ClientStream>()
  expectTypeOf(ai).not.toHaveProperty('embed')
  expectTypeOf(ai).not.toHaveProperty('listModels')
  expectTypeOf(createClient(able)).toHaveProperty('embed')
  expectTypeOf(createClient(able)).toHaveProperty('listModels')
  expectTypeOf(createClient(able)).not.toHaveProperty('generateImage')
  expectTypeOf(createClient(any)).toHaveProperty('generateImage')
  expectTypeOf<AiClient>().toEqualTypeOf<AiClient<AnyProvider>>()
})

test('layers keep the provider’s type', () => {
  expectTypeOf(wrap(able, layer)).toEqualTypeOf<typeof able>()
  expectTypeOf(createClient(able, layer, layer)).toEqualTypeOf<AiClient<typeof able>>()
  expectTypeOf(createClient(vendor, layer).provider.region).toEqualTypeOf<string>()
})

test('the vendor’s own parameters are spelled out', () => {
  const ai = createClient(vendor)
  void ai.ask('q', { extra: { top_k: 1 }, system: 's', signal: AbortSignal.abort() })
  // @ts-expect-error misspelled
  void ai.ask('q', { extra: { topK: 1 } })
  void ai.askMany(['q'], { extra: { top_k: 1 }, concurrency: 2 })
  void ai.runTools('q', [], { extra: { top_k: 1 }, maxSteps: 2 })
})

test('what is wrong does not compile', () => {
  const ai = createClient(chatting)
  // @ts-expect-error no such option
  void ai.ask('q', { temprature: 1 })
  // @ts-expect-error no such role
  void ai.ask([{ role: 'robot', content: 'q' }])
  // @ts-expect-error an option of askMany
  void ai.ask('q', { concurrency: 2 })
  // @ts-expect-error a provider that cannot embed
  void ai.embed('a')
  // @ts-expect-error a provider that cannot chat
  createClient({ name: 'x' })
  // @ts-expect-error a layer that is not made yet
  createClient(chatting, () => layer)
})
