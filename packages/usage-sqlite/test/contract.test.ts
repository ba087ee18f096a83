import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { usageStoreContract } from '@aiu/testing'
import { type SqliteUsage, sqliteUsage } from '@aiu/usage-sqlite'

function storeInFolder(): SqliteUsage & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'aiu-'))
  const path = join(folder, 'usage.sqlite')
  const store = sqliteUsage({ path })
  return {
    ...store,
    path,
    async [Symbol.asyncDispose]() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

usageStoreContract('sqlite', storeInFolder, {
  // Drops rows as `retentionDays` does, without the days.
  makeWithoutRows() {
    const store = storeInFolder()
    return {
      ...store,
      async append(rows) {
        await store.append(rows)
        const database = new DatabaseSync(store.path)
        database.exec('DELETE FROM row')
        database.close()
      },
    }
  },
})
