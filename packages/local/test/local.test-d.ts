import { ask, type EmbeddingProvider, type ModelListProvider, type Provider, stream } from '@aiu/core'
import { expectTypeOf, test } from 'vitest'
import { type LocalProvider, local } from '../src/index.ts'

test('the provider is what its methods say', () => {
  expectTypeOf(local()).toEqualTypeOf<LocalProvider>()
  expectTypeOf<LocalProvider>().toExtend<Provider & EmbeddingProvider & ModelListProvider & AsyncDisposable>()
  expectTypeOf<LocalProvider['name']>().toEqualTypeOf<'local'>()
})

test('its own extras are spelled out in the verbs', () => {
  void ask(local(), 'Hi', { temperature: 0.7, extra: { topK: 20, minP: 0.05, repeatPenalty: 1.2 } })
  void stream(local(), 'Hi', { extra: { repeatPenalty: false } })
  // @ts-expect-error an extra that the engine does not have
  void ask(local(), 'Hi', { extra: { top_k: 20 } })
  // @ts-expect-error a penalty is a number, or false
  void ask(local(), 'Hi', { extra: { repeatPenalty: true } })
})

test('options are checked by name and type', () => {
  local({ model: undefined, download: { url: 'http://x/y.gguf', sha256: undefined }, gpu: false })
  // @ts-expect-error not an option
  local({ modelPath: 'x.gguf' })
  // @ts-expect-error not a GPU
  local({ gpu: 'opencl' })
})
