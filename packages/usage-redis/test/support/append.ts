// Appends rows in batches: `node append.ts URL PREFIX COUNT SIZE NAME [PATIENCE]`. Says "ready", waits for a word, says "done" or why not.
import { once } from 'node:events'
import { redisUsage } from '@aiu/usage-redis'
import { rowOf } from '@aiu-tooling/support/usage-rows'

const [url = '', prefix = '', count = '0', size = '1', name = '', patience = '60000'] = process.argv.slice(2)
const store = redisUsage({ url, prefix, patienceMs: Number(patience) })
console.log('ready')
await once(process.stdin, 'data')
try {
  for (let batch = 0; batch * Number(size) < Number(count); batch++)
    await store.append(
      Array.from({ length: Number(size) }, (_, index) => {
        const n = batch * Number(size) + index
        return rowOf(`${name} ${n}`, n)
      }),
    )
  console.log('done')
} catch (error) {
  console.log(`failed: ${error}`)
}
process.stdin.destroy()
