// Runs inside workerd. The trackers are made at module scope, as in an app, so that all requests share them.
import { createClient, type Provider, type UsageRow } from '@aiu/core'
import { createUsageTracker, memoryUsage, usage } from '@aiu/usage'

const provider: Provider = {
  name: 'edge',
  chat: async () => ({ parts: [{ type: 'text', text: 'ok' }], finishReason: 'stop' }),
  async *stream() {
    yield { type: 'finish', finishReason: 'stop' }
  },
}
const inner = memoryUsage()
const stored = new Set<string>()
/** The first append of a store that is slow is never answered, since its request ends before. */
let slow = true
const append = (rows: readonly UsageRow[]): void => {
  for (const { id } of rows) stored.add(id)
}
const trackers = {
  near: createUsageTracker({ store: { ...inner, append } }),
  far: createUsageTracker({
    patienceMs: 200,
    flushMs: 0,
    store: {
      ...inner,
      async append(rows: readonly UsageRow[]) {
        if (slow) {
          slow = false
          await new Promise((resolve) => setTimeout(resolve, 5_000))
        }
        append(rows)
      },
    },
  }),
}
const clients = {
  near: createClient(provider, usage(trackers.near)),
  far: createClient(provider, usage(trackers.far)),
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const to = searchParams.get('to') === 'far' ? 'far' : 'near'
    if (pathname === '/ask') await clients[to].ask('Hello')
    if (pathname === '/flush') await trackers[to].flush()
    const before = stored.size
    await new Promise((resolve) => setTimeout(resolve, Number(searchParams.get('stay') ?? 0)))
    return Response.json({ before, after: stored.size })
  },
}
