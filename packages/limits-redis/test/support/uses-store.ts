import { ask, isAiuError, type Provider, wrap } from '@aiu/core'
import { rateLimit } from '@aiu/limits'
import { redisLimits } from '@aiu/limits-redis'

// What a program does with a store before it comes to its end: its first argument. The second is the address.
const [what = '', url = ''] = process.argv.slice(2)
const provider: Provider = {
  name: 'here',
  async chat() {
    return { parts: [{ type: 'text', text: 'fine' }], finishReason: 'stop' }
  },
  async *stream() {},
}
const store = redisLimits({ url, prefix: `test:${process.pid}`, whenLost: 'closed' })
const limited = wrap(provider, rateLimit({ concurrency: 1, store }))
try {
  console.log((await ask(limited, 'How are you?')).text)
} catch (error) {
  console.log(isAiuError(error) ? error.code : String(error))
}
if (what === 'closed') await store.close()
if (what === 'idle') await new Promise((resolve) => setTimeout(resolve, 1_200))
