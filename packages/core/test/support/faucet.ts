import type { ChatEvent, ChatRequest, Provider } from '@aiu/core'

export interface Faucet extends Provider {
  readonly requests: ChatRequest[]
  /** Reads so far. */
  readonly reads: number
  /** How often a reader closed the stream. */
  readonly closed: number
  push(...events: readonly ChatEvent[]): void
  end(): void
  fail(error: unknown): void
}

type Waiting = ReturnType<typeof Promise.withResolvers<IteratorResult<ChatEvent>>>

/**
 * A provider whose one stream the test lets run, event by event. As a connection does, it hangs until something comes, and rejects with
 * the signal's reason when that fires; it is a plain iterator, so `return` comes through at once.
 */
export function faucet(more?: Partial<Provider>): Faucet {
  const requests: ChatRequest[] = []
  const come: (() => Promise<IteratorResult<ChatEvent>>)[] = []
  let waiting: Waiting | undefined
  let reads = 0
  let closed = 0
  const drip = (next: () => Promise<IteratorResult<ChatEvent>>): void => {
    if (waiting) waiting.resolve(next())
    else come.push(next)
    waiting = undefined
  }
  const done = async (): Promise<IteratorResult<ChatEvent>> => ({ value: undefined, done: true })
  return {
    name: 'faucet',
    requests,
    get reads() {
      return reads
    },
    get closed() {
      return closed
    },
    push(...events) {
      for (const value of events) drip(async () => ({ value, done: false }))
    },
    end: () => drip(done),
    fail: (error) => drip(() => Promise.reject(error)),
    async chat() {
      throw new Error('A faucet only streams.')
    },
    stream(request) {
      requests.push(request)
      const { signal } = request
      signal?.addEventListener('abort', () => waiting?.reject(signal.reason))
      return {
        [Symbol.asyncIterator]: () => ({
          next() {
            reads++
            if (signal?.aborted) return Promise.reject(signal.reason)
            const next = come.shift()
            if (next) return next()
            waiting = Promise.withResolvers()
            return waiting.promise
          },
          return() {
            closed++
            return done()
          },
        }),
      }
    },
    ...more,
  }
}
