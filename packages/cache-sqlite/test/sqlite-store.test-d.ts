import { type SqliteStatistics, type SqliteStore, sqliteStore } from '@aiu/cache-sqlite'
import type { CacheStore } from '@aiu/core'
import { expectTypeOf, test } from 'vitest'

test('sqliteStore', () => {
  expectTypeOf(sqliteStore({ path: 'x' })).toEqualTypeOf<SqliteStore>()
  expectTypeOf(sqliteStore({ path: 'x' })).toExtend<CacheStore & AsyncDisposable>()
  expectTypeOf(sqliteStore({ path: 'x' }).statistics()).resolves.toEqualTypeOf<SqliteStatistics>()
  // @ts-expect-error without a path it has no place
  sqliteStore()
  // @ts-expect-error without a path it has no place
  sqliteStore({ table: 'x' })
  // @ts-expect-error no such option
  sqliteStore({ path: 'x', ttlMs: 5 })
})
