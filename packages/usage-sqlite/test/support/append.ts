// Appends rows in batches: `node append.ts PATH COUNT SIZE NAME`. Says "ready", waits for a word, says each batch that is told complete.
import { once } from 'node:events'
import { sqliteUsage } from '@aiu/usage-sqlite'
import { rowOf } from '@aiu-tooling/support/usage-rows'

const [path = '', count = '0', size = '1', name = ''] = process.argv.slice(2)
const store = sqliteUsage({ path, busyTimeoutMs: 60_000 })
console.log('ready')
await once(process.stdin, 'data')
try {
  for (let batch = 0; batch * Number(size) < Number(count); batch++) {
    await store.append(
      Array.from({ length: Number(size) }, (_, index) => {
        const n = batch * Number(size) + index
        return rowOf(`${name} ${n}`, n)
      }),
    )
    console.log(`${batch + 1}`)
  }
  console.log('done')
} catch (error) {
  console.log(`failed: ${error}`)
}
await store.close()
process.exit()
