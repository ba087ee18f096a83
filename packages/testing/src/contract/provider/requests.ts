import { ask, type Message } from '@aiu/core'
import { must } from '../rule.ts'
import { streamed } from './bench.ts'
import { reached } from './carried.ts'
import type { Check } from './check.ts'

/** What a question carries. */
export const requestChecks: readonly Check[] = [
  {
    name: 'the question reaches the server, and how it is asked does not',
    wants: 'every message and the model in the request, and no tag, call id or namespace',
    because: "what does not reach the model is another question, and labels are nobody else's business",
    async run(bench) {
      const provider = await bench.good()
      const prompt: Message[] = [
        { role: 'system', content: 'system-kx7' },
        { role: 'user', content: 'first-kx7' },
        { role: 'assistant', content: [{ type: 'text', text: 'reply-kx7' }] },
        { role: 'user', content: ['second-kx7', { type: 'text', text: 'third-kx7' }] },
      ]
      for (const call of [ask, streamed]) {
        await call(provider, prompt, {
          model: 'model-kx7',
          tags: { user: 'tag-kx7' },
          callId: 'call-kx7',
          namespace: 'namespace-kx7',
        })
        reached(bench, 'system-kx7', 'first-kx7', 'reply-kx7', 'second-kx7', 'third-kx7', 'model-kx7')
        const { text = '', headers = {} } = bench.server.requests.at(-1) ?? {}
        for (const word of ['tag-kx7', 'call-kx7', 'namespace-kx7'])
          must(!(text + JSON.stringify(headers)).includes(word), `${word} reached the server.`)
      }
      must(bench.server.requests.length === 2, () => `2 calls made ${bench.server.requests.length} requests.`)
    },
  },
]
