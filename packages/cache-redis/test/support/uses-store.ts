import { cache } from '@aiu/cache'
import { redisStore } from '@aiu/cache-redis'
import { ask, type Provider, wrap } from '@aiu/core'

// What a program does with a store before it comes to its end: its first argument. The second is the address.
const [what = '', url = ''] = process.argv.slice(2)
const provider: Provider = {
  name: 'here',
  async chat() {
    return { parts: [{ type: 'text', text: 'fine' }], finishReason: 'stop' }
  },
  async *stream() {},
}
const store = redisStore({ url })
const layer = cache(store)
if (what === 'used alone') {
  try {
    console.log(String(await store.get('a')))
  } catch (error) {
    console.log(String(error))
  }
} else {
  console.log((await ask(wrap(provider, layer), `question ${process.pid}`)).text)
  if (what === 'closed') {
    await layer.settled()
    await store.close()
  }
  if (what === 'idle') await new Promise((resolve) => setTimeout(resolve, 1_200))
}
