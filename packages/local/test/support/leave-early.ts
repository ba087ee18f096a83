// Run as a process of its own: must end by itself, with nothing on stderr.
import { local } from '../../src/index.ts'
import { asked } from './asked.ts'

const [, , how, model] = process.argv
const provider = local({ model, env: {}, threads: 1 })
const long = asked('Tell me', { maxTokens: 1000 })

if (how === 'answer') await provider.chat(asked('Hi', { maxTokens: 5 }))
if (how === 'break') for await (const event of provider.stream(long)) if (event.type === 'text') break
if (how === 'abort') {
  const abort = new AbortController()
  setTimeout(() => abort.abort(new Error('enough')), 1000)
  await provider.chat({ ...long, signal: abort.signal }).catch(() => {})
}
if (how === 'queue') {
  for await (const event of provider.stream(long)) {
    if (event.type !== 'text') continue
    void provider.stream(long)[Symbol.asyncIterator]().next()
    break
  }
}
if (how === 'embed') await provider.embed({ input: ['a'] })
console.log('done')
