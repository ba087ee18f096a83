import { AiuError, ask, type ChatRequest, type Price, type Provider, wrap } from '@aiu/core'
import { budget, rateLimit } from '@aiu/limits'
import { type RedisCommands, redisLimits } from '@aiu/limits-redis'
import { createClient } from '@redis/client'

/** What `load.ts` is to do, as JSON in its first argument. */
export interface Load {
  readonly url: string
  readonly prefix: string
  readonly forMs: number
  readonly perMs: number
  readonly requests: number
  readonly tokens: number
  readonly concurrency: number
  /** Of money, in all. */
  readonly amount: number
  /** Calls at once that this process wants to make, of each kind. */
  readonly callers: number
}
/** One request that was let through: by Redis's clock, in microseconds. */
export interface Grant {
  readonly at: number
  readonly units: Record<string, number>
}
/** What it says when it is done. */
export interface Loaded {
  readonly grants: Readonly<Record<string, readonly Grant[]>>
  /** Between what was told and what was said, by this machine's clock, in ms. */
  readonly held: readonly (readonly [from: number, to: number])[]
  /** In billionths. */
  readonly spent: number
  readonly refused: number
  /** Commands that went to Redis. */
  readonly commands: number
  /** The longest that one caller waited, in ms. */
  readonly longestMs: number
  readonly reports: number
}

const load: Load = JSON.parse(process.argv[2] ?? '{}')
const { url, prefix, forMs, perMs, requests, tokens, concurrency, amount, callers } = load
const client = createClient({ url })
await client.connect()
let commands = 0
const grants: Record<string, Map<string, Grant>> = {}
/** Looks at what is said to the script, and what it answers. */
const note = (keys: readonly string[], words: readonly string[], reply: unknown): void => {
  const [verb, id = ''] = words
  const key = keys[0] ?? ''
  grants[key] ??= new Map()
  const told = (reply as unknown[])[0]
  if (verb === 'reserve' && told === 'given') {
    const units: Record<string, number> = {}
    for (let at = 4; at < words.length; at += 4) units[words[at] ?? ''] = Number(words[at + 1])
    grants[key].set(id, { at: Number((reply as unknown[])[1]), units })
  }
  if (verb === 'settle')
    for (let at = 2; at < words.length; at += 2)
      Object.assign(grants[key].get(id)?.units ?? {}, { [words[at] ?? '']: Number(words[at + 1]) })
  if (verb === 'refund') grants[key].delete(id)
}
const watched: RedisCommands = {
  eval: async (script, given) => {
    commands++
    const reply = await client.eval(script, given)
    note(given.keys, given.arguments, reply)
    return reply
  },
  evalSha: async (hash, given) => {
    commands++
    const reply = await client.evalSha(hash, given)
    note(given.keys, given.arguments, reply)
    return reply
  },
}
let reports = 0
const store = redisLimits({
  client: watched,
  prefix,
  whenLost: 'closed',
  patienceMs: 10_000,
  onReport: () => reports++,
})

const held: [number, number][] = []
const nowMs = (): number => performance.timeOrigin + performance.now()
const provider = (name: string): Provider => ({
  name,
  async chat({ maxTokens = 100 }: ChatRequest) {
    const from = nowMs()
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 25))
    if (name === 'few') held.push([from, nowMs()])
    const outputTokens = Math.ceil(((1 + Math.random()) / 2) * maxTokens)
    return {
      parts: [{ type: 'text', text: 'Fine.' }],
      finishReason: 'stop',
      usage: { inputTokens: 5, outputTokens, totalTokens: 5 + outputTokens, source: 'provider' },
    }
  },
  async *stream() {},
})
let spent = 0
const price: Price = ({ inputTokens = 0, outputTokens = 0 }) => ({
  amount: (inputTokens + 4 * outputTokens) / 1e6,
  currency: 'USD',
  source: 'the test',
  lines: [],
})
const kinds = {
  requests: wrap(provider('requests'), rateLimit({ requests, perMs, store })),
  tokens: wrap(provider('tokens'), rateLimit({ tokens, perMs, store })),
  few: wrap(provider('few'), rateLimit({ concurrency, store })),
  money: wrap(
    provider('money'),
    budget({ amount, currency: 'USD', per: 'day', price, store }),
    rateLimit({ requests: Math.ceil(requests / 2), perMs, store }),
  ),
}
// Says that it is ready, and begins when it is told to.
console.log('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdin.destroy()

const stop = new AbortController()
setTimeout(() => stop.abort(), forMs)
let refused = 0
let longestMs = 0
async function call(kind: keyof typeof kinds): Promise<void> {
  while (!stop.signal.aborted)
    try {
      const from = performance.now()
      const { usage } = await ask(kinds[kind], 'How are you?', { maxTokens: 90, signal: stop.signal })
      longestMs = Math.max(longestMs, performance.now() - from)
      if (kind === 'money') spent += (usage?.inputTokens ?? 0) * 1_000 + (usage?.outputTokens ?? 0) * 4_000
    } catch (error) {
      if (error instanceof AiuError && error.code === 'budget-exceeded') {
        refused++
        return
      }
      if (!stop.signal.aborted) throw error
    }
}
await Promise.all(
  (['requests', 'tokens', 'few', 'money'] as const).flatMap((kind) =>
    Array.from({ length: callers }, () => call(kind)),
  ),
)
await store.close()
await client.close()
const told: Loaded = {
  grants: Object.fromEntries(Object.entries(grants).map(([key, some]) => [key, [...some.values()]])),
  held,
  spent: Math.round(spent),
  refused,
  commands,
  longestMs,
  reports,
}
console.log(JSON.stringify(told))
