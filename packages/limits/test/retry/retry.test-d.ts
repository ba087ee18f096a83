import { createClient, type Layer } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { expectTypeOf, test } from 'vitest'
import { deadline, retry, timeout } from '../../src/index.ts'

test('layers, and what they may be given', () => {
  const provider = fakeProvider('Hi.')
  expectTypeOf(createClient(provider, deadline(1000), retry(), timeout({ idleMs: 5 })).ask).toBeFunction()
  expectTypeOf(retry).toEqualTypeOf<(options?: import('../../src/index.ts').RetryOptions) => Layer>()
  // @ts-expect-error: retry() must be called
  createClient(provider, retry)
  // @ts-expect-error: how long?
  deadline()
  // @ts-expect-error: of what?
  timeout()
  // @ts-expect-error: no such option
  retry({ maxRetries: 2 })
})
