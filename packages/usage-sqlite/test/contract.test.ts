import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usageStoreContract } from '@aiu/testing'
import { sqliteUsage } from '@aiu/usage-sqlite'

usageStoreContract('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiu-'))
  const store = sqliteUsage({ path: join(folder, 'usage.sqlite') })
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
})
