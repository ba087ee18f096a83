import { cache } from '@aiu/cache'
import { redisStore } from '@aiu/cache-redis'
import { ask, isAiuError, stream, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { loopNow } from '@aiu-tooling/support/loop-clock'

/** What `asks.ts` is to do, as JSON in its first argument. */
export interface Task {
  readonly url: string
  readonly prefix: string
  readonly baseURL: string
  readonly kind: 'ask' | 'stream'
  readonly question: string
  readonly leaseMs?: number
  readonly abortAfterMs?: number
  /** Leaves when it is told a second time. */
  readonly leavesWhenTold?: boolean
}

/** What it says when it is done. */
export interface Done {
  readonly text?: string
  readonly error?: string
  readonly ms: number
}

// Connects, says that it is ready, asks when it is told to, and says what came.
const { url, prefix, baseURL, kind, question, leaseMs, abortAfterMs, leavesWhenTold }: Task = JSON.parse(
  process.argv[2] ?? '{}',
)
const store = redisStore({ url, prefix })
// No patience is lost on a busy machine: what is counted is calls.
const layer = cache(store, { leaseMs, patienceMs: 5_000 })
const provider = wrap(openaiCompatible({ baseURL, model: 'small' }), layer)
await store.get('ready')
console.log('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
if (!leavesWhenTold) process.stdin.destroy()

const stop = new AbortController()
let left = loopNow()
const leave = (): void => {
  left = loopNow()
  stop.abort()
}
if (abortAfterMs !== undefined) setTimeout(leave, abortAfterMs)
if (leavesWhenTold)
  process.stdin.once('data', () => {
    process.stdin.destroy()
    leave()
  })
const options = { signal: stop.signal }
const say = (done: Omit<Done, 'ms'>): void => console.log(JSON.stringify({ ...done, ms: loopNow() - left }))
try {
  const { text } = await (kind === 'ask'
    ? ask(provider, question, options)
    : stream(provider, question, options).response)
  say({ text })
} catch (error) {
  say({ error: isAiuError(error) ? error.code : String(error) })
}
