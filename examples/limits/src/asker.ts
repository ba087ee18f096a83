import { createClient, isAiuError, observe } from '@aiu/core'
import { rateLimit, retry } from '@aiu/limits'
import { redisLimits } from '@aiu/limits-redis'
import { openaiCompatible } from '@aiu/openai-compatible'
import type { Share, Told } from './plan.ts'

// Started by main.ts, one for each process, with its share.
const { baseURL, redisURL, prefix, calls, plan }: Share = JSON.parse(process.argv[2] ?? '{}')
const { requests, perMs, concurrency } = plan

/** A layer that counts what is within it. */
function counter(name: string) {
  const counted = { now: 0 }
  const layer = observe({
    name,
    start() {
      counted.now++
    },
    end() {
      counted.now--
    },
  })
  return { counted, layer }
}
const whole = counter('calls')
const tried = counter('attempts')
const sent = counter('requests')

await using store = redisLimits({ url: redisURL, prefix, whenLost: 'closed' })
const ai = createClient(
  openaiCompatible({ baseURL, model: 'small' }),
  whole.layer,
  retry({ attempts: 4 }),
  tried.layer,
  // Both name the same limit, whatever the server's address.
  rateLimit({ requests, perMs, concurrency, store, key: 'the small model' }),
  sent.layer,
)

// The first request takes longer than the others: let that be none that counts.
await fetch(baseURL)

const ends = { answered: 0, failed: 0, sent: 0, done: 0, again: 0 }
const told = (): Told => ({
  queue: tried.counted.now - sent.counted.now,
  permits: sent.counted.now,
  pausing: whole.counted.now - tried.counted.now,
  ...ends,
})
const tell = (): void => void process.send?.(told())
const telling = setInterval(tell, 100)

await Promise.all(
  Array.from({ length: calls }, async (_, at) => {
    const count = (attempts: readonly { readonly outcome: string }[] = []): void => {
      ends.sent += attempts.length
      ends.done += attempts.filter(({ outcome }) => outcome === 'done').length
      ends.again += Math.max(0, attempts.length - 1)
    }
    try {
      count((await ai.ask(`How is number ${at}?`, { maxTokens: 20 })).attempts)
      ends.answered++
    } catch (error) {
      if (!isAiuError(error)) throw error
      count(error.attempts)
      ends.failed++
    }
  }),
)
clearInterval(telling)
tell()
process.disconnect?.()
