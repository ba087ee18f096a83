// Asks a server through a cache, as often as it is told at once: `node ask.ts PATH URL TIMES`. Says what came.
import { once } from 'node:events'
import { cache } from '@aiu/cache'
import { sqliteStore } from '@aiu/cache-sqlite'
import { createClient, type Provider } from '@aiu/core'

const [path = '', url = '', times = '1'] = process.argv.slice(2)
const server: Provider = {
  name: 'server',
  baseURL: url,
  async chat() {
    return { parts: [{ type: 'text', text: await (await fetch(url)).text() }], finishReason: 'stop' }
  },
  async *stream() {
    yield { type: 'text', text: await (await fetch(url)).text() }
    yield { type: 'finish', finishReason: 'stop' }
  },
}
const store = sqliteStore({ path })
const layer = cache(store)
const ai = createClient(server, layer)
console.log('ready')
await once(process.stdin, 'data')
const answers = await Promise.all(
  Array.from({ length: Number(times) }, (_, at) => (at % 2 ? ai.ask('q') : ai.stream('q').response)),
)
await layer.settled()
console.log(JSON.stringify(answers.map(({ text }) => text)))
await store.close()
process.exit()
