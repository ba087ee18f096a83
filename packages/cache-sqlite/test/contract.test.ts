import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@aiu/cache-sqlite'
import { cacheStoreContract } from '@aiu/testing'

cacheStoreContract('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiu-'))
  const store = sqliteStore({ path: join(folder, 'cache.sqlite') })
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
})

cacheStoreContract('sqlite without a file', () => sqliteStore({ path: ':memory:' }))
