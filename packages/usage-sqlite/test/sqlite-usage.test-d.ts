import type { UsageStore } from '@aiu/core'
import { type SqliteUsage, sqliteUsage } from '@aiu/usage-sqlite'
import { expectTypeOf, test } from 'vitest'

test('it is a store of usage, with rows and promises', () => {
  expectTypeOf(sqliteUsage).returns.toExtend<UsageStore>()
  expectTypeOf<SqliteUsage['rows']>().toEqualTypeOf<NonNullable<UsageStore['rows']>>()
  expectTypeOf<ReturnType<SqliteUsage['append']>>().toEqualTypeOf<Promise<void>>()
  // @ts-expect-error A file has a path.
  sqliteUsage({})
})
