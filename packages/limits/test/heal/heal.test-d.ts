import { type AnyProvider, type CapabilityMemory, createClient, type Layer, wrap } from '@aiu/core'
import Keyv from 'keyv'
import { expectTypeOf, test } from 'vitest'
import { capabilityMemory, type ExportableMemory, heal } from '../../src/index.ts'

declare const provider: AnyProvider

test('heal is a layer, with or without a memory', () => {
  expectTypeOf<Parameters<typeof heal>>().toEqualTypeOf<[memory?: CapabilityMemory | undefined]>()
  expectTypeOf(heal()).toEqualTypeOf<Layer>()
  heal(new Map())
  heal(new Keyv())
  heal(capabilityMemory())
  // @ts-expect-error: text is what capabilityMemory takes
  heal('{}')
  // @ts-expect-error: what cannot be written to is no memory
  heal({ get: () => undefined })
  wrap(provider, heal())
  // @ts-expect-error: the function is no layer; it must be called
  createClient(provider, heal)
})

test('a memory that can be written down', () => {
  expectTypeOf(capabilityMemory('{}')).toEqualTypeOf<ExportableMemory>()
  capabilityMemory({ 'http://127.0.0.1/v1 m': { seed: '' } })
  // @ts-expect-error: neither text nor object
  capabilityMemory(7)
})
