import { layerContract } from '@aiu/testing'
import { log } from '../src/13-own-layer.ts'
import { cache } from '../src/walks/cache.ts'
import { deadline } from '../src/walks/deadline.ts'
import { memoryStore } from '../src/walks/memory-store.ts'
import { usage } from '../src/walks/usage.ts'

// The layers of the examples keep what every layer keeps.
layerContract('log', (ended) => log(ended), { looks: true })
layerContract('usage', () => usage(() => {}))
layerContract('deadline', () => deadline(60_000), { changes: ['deadline'] })
layerContract('cache', () => cache(memoryStore()), {
  operations: ['chat', 'stream'],
  changes: ['deadline', 'tags'],
})
