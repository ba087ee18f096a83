import type { ChatEvent } from '@aiu/core'

export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return all
}

/** Lets everything run that is ready to. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Events without what differs between an answer and its replay: who paid, when, and what the reply's headers were. */
export const bare = (events: readonly ChatEvent[]): object[] =>
  events
    .filter(({ type }) => type !== 'usage')
    .map((event) => {
      const {
        cached: _,
        attempts: __,
        timing: ___,
        headers: ____,
        ...rest
      } = event as ChatEvent & object as Record<string, unknown>
      return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
    })
