import { type ChatEvent, type ChatRequest, type Provider, wrap } from '@aiu/core'
import { identity } from './identity.ts'
import { either } from './signals.ts'
import { sleep as realSleep, type Sleep } from './sleep.ts'

export interface HedgeOptions {
  /** How long the first may be silent before the second is asked too. */
  readonly afterMs: number
  readonly sleep?: Sleep | undefined
}

/** A stream up to its first content, and the rest of it. */
interface Begun {
  readonly head: readonly ChatEvent[]
  readonly rest: AsyncIterator<ChatEvent>
}
const CONTENT = ['text', 'reasoning', 'refusal', 'tool-call-delta', 'tool-call', 'finish']

async function begin(events: AsyncIterable<ChatEvent>, signal: AbortSignal): Promise<Begun> {
  const rest = events[Symbol.asyncIterator]()
  signal.addEventListener('abort', () => void rest.return?.(), { once: true })
  const head: ChatEvent[] = []
  for (;;) {
    const { value, done } = await rest.next()
    if (done) return { head, rest }
    head.push(value)
    if (CONTENT.includes(value.type)) return { head, rest }
  }
}

/** Asks the second too when the first is slow. The first answer, or first content, wins; the other one is canceled. */
export function hedge({ afterMs, sleep = realSleep }: HedgeOptions, a: Provider, b: Provider): Provider {
  const members = [wrap(a), wrap(b)]

  /** Runs both, the second one later, and gives the first result; the loser has ended before that. */
  const race = async <T>(
    { signal }: ChatRequest,
    run: (member: Provider, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const stops = members.map(() => new AbortController())
    const silent = Promise.withResolvers<void>()
    const runs = members.map(async (member, index) => {
      const stop = stops[index]?.signal
      const own = either(signal, stop)
      if (index) await Promise.race([sleep(afterMs, own), silent.promise])
      own.throwIfAborted()
      return { index, result: await run(member, own) }
    })
    runs[0]?.catch(() => silent.resolve())
    try {
      const { index, result } = await Promise.any(runs)
      for (const [other, stop] of stops.entries()) if (other !== index) stop.abort()
      return result
    } catch (all) {
      throw all instanceof AggregateError ? all.errors[0] : all
    } finally {
      await Promise.allSettled(runs)
    }
  }

  return {
    name: members.map(({ name }) => name).join('|'),
    scope: members.map(identity).join('|'),
    members,
    interchangeable: true,
    chat: (request) => race(request, (member, signal) => member.chat({ ...request, signal })),
    async *stream(request) {
      const { head, rest } = await race(request, (member, signal) =>
        begin(member.stream({ ...request, signal }), signal),
      )
      let ended = false
      try {
        yield* head
        for (;;) {
          const { value, done } = await rest.next()
          ended = done === true
          if (done) return
          yield value
        }
      } finally {
        if (!ended) await rest.return?.()
      }
    },
  }
}
