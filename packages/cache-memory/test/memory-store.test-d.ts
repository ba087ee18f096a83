import { type MemoryStatistics, type MemoryStore, memoryStore } from '@aiu/cache-memory'
import type { CacheStore } from '@aiu/core'
import { expectTypeOf, test } from 'vitest'

test('memoryStore', () => {
  expectTypeOf(memoryStore()).toEqualTypeOf<MemoryStore>()
  expectTypeOf(memoryStore()).toExtend<CacheStore>()
  expectTypeOf(memoryStore().statistics()).toEqualTypeOf<MemoryStatistics>()
  // @ts-expect-error a number
  memoryStore({ maxEntries: '5' })
  // @ts-expect-error no such option
  memoryStore({ max: 5 })
})
