// Puts entries into a store, until it is full of them or so many are in: `node fill.ts PATH COUNT [MAX]`. Says how it went.
import { sqliteStore } from '@aiu/cache-sqlite'

const [path = '', count = '0', max] = process.argv.slice(2)
const store = sqliteStore({
  path,
  maxEntries: max === undefined ? undefined : Number(max),
  busyTimeoutMs: 5000,
})
let failed = ''
let done = 0
for (let at = 0; at < Number(count) && !failed; at++)
  try {
    await store.within('shared').set(`${process.pid} ${at}`, { text: 'x'.repeat(max ? 10 : 10_000) }, 60_000)
    done++
  } catch (error) {
    failed = String(error)
  }
// What is in it can still be read.
let first: unknown
try {
  first = await store.within('shared').get(`${process.pid} 0`)
} catch {}
console.log(JSON.stringify({ done, failed, readable: typeof first === 'object' }))
await store.close()
process.exit()
