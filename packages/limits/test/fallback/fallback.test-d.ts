import {
  type AnyProvider,
  type ChatRequest,
  type Common,
  createClient,
  type EmbeddingProvider,
  type ModelListProvider,
  type Price,
  type Provider,
} from '@aiu/core'
import { expectTypeOf, test } from 'vitest'
import { fallback, hedge, route } from '../../src/index.ts'

declare const chat: Provider
declare const embedding: Provider & EmbeddingProvider
declare const all: Provider & EmbeddingProvider & ModelListProvider
declare const any: AnyProvider
declare const price: Price

test('what all members can do, and no more', () => {
  expectTypeOf(fallback(embedding, all)).toExtend<Provider & EmbeddingProvider>()
  expectTypeOf(fallback(embedding, all)).not.toHaveProperty('listModels')
  expectTypeOf(fallback(all, chat)).not.toHaveProperty('embed')
  expectTypeOf(route({ strategy: 'in-order' }, embedding, all)).toHaveProperty('embed')
  expectTypeOf(hedge({ afterMs: 1 }, embedding, chat)).not.toHaveProperty('embed')
  expectTypeOf(fallback(all)).toEqualTypeOf<Common<typeof all>>()
  createClient(fallback(embedding, all)).embed('x')
  // @ts-expect-error: one of them cannot
  createClient(fallback(chat, all)).embed('x')
  expectTypeOf<
    Parameters<ReturnType<typeof fallback<[typeof any]>>['chat']>[0]
  >().toEqualTypeOf<ChatRequest>()
})

test('options come first', () => {
  expectTypeOf(fallback({ cooldownMs: 1_000 }, embedding, all)).toHaveProperty('embed')
  fallback({}, chat)
  // @ts-expect-error: no such option
  fallback({ cooldown: 1 }, chat)
  // @ts-expect-error: they are no provider
  fallback(chat, { cooldownMs: 1 })
})

test('at least one, and two for a hedge', () => {
  // @ts-expect-error: none
  fallback()
  // @ts-expect-error: options alone
  fallback({ cooldownMs: 1 })
  // @ts-expect-error: none
  route({ strategy: 'in-order' })
  // @ts-expect-error: one
  hedge({ afterMs: 1 }, chat)
  // @ts-expect-error: no options
  hedge(chat, chat)
  // @ts-expect-error: an array of unknown length is to be spread from one that has a first
  fallback(...([] as Provider[]))
})

test('strategies', () => {
  route({ strategy: 'weighted', weights: { groq: 3 }, random: Math.random }, chat)
  route({ strategy: 'cheapest', price }, chat)
  // @ts-expect-error: no such strategy
  route({ strategy: 'fastest' }, chat)
  // @ts-expect-error: no strategy
  route({}, chat)
})
