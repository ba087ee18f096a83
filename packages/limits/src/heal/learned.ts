import type { CapabilityMemory } from '@aiu/core'
import { raceAbort, withTimeout } from '@aiu/core/layer-kit'
import { type Edits, QUESTION } from './edits.ts'

const MOST_KNOWN = 1_000
const MEMORY_TIMEOUT_MS = 100

/** What a memory gives; `undefined` when it fails, is slower than 100 ms, or the signal fires. */
const askMemory = <T>(work: () => T | Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> =>
  withTimeout(raceAbort((async () => work())(), signal), MEMORY_TIMEOUT_MS, () => undefined).catch(
    () => undefined,
  )

/** What is known of servers: read of a memory once for each key, and written to it. */
export interface Learned {
  of(key: string, signal: AbortSignal | undefined): Edits | Promise<Edits>
  add(key: string, fresh: Edits, signal: AbortSignal | undefined): Promise<void>
}

export function learnedIn(memory?: CapabilityMemory): Learned {
  const known = new Map<string, Edits>()
  /** What the memory holds, without what cannot be ours, and what was learned here. */
  const recall = async (key: string, signal: AbortSignal | undefined): Promise<Edits> => {
    const held = Object.entries(Object(await askMemory(() => memory?.get(key), signal)))
    const ours = held.filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !QUESTION.test(entry[0]),
    )
    const edits: Edits = { ...Object.fromEntries(ours), ...known.get(key) }
    if (known.size > MOST_KNOWN) known.clear()
    known.set(key, edits)
    return edits
  }
  return {
    of: (key, signal) => known.get(key) ?? recall(key, signal),
    async add(key, fresh, signal) {
      const before = known.get(key)
      // Of many calls that learn it at once, one writes it down.
      if (Object.keys(fresh).every((path) => before?.[path] === fresh[path])) return
      known.set(key, { ...before, ...fresh })
      // Another process may have learned something else.
      const edits = await recall(key, signal)
      await askMemory(() => memory?.set(key, edits), signal)
    },
  }
}
