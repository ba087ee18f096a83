import type { CapabilityMemory } from '@aiu/core'
import { type Edits, editsOf } from './edits.ts'
import { soon } from './soon.ts'

const MOST_KNOWN = 1_000

/** What is known of servers: read of a memory once for each key, and written to it. */
export interface Learned {
  /** A promise only where the memory must be asked. */
  of(key: string, signal: AbortSignal | undefined): Edits | Promise<Edits>
  add(key: string, fresh: Edits, signal: AbortSignal | undefined): Promise<void>
}

export function learnedIn(memory: CapabilityMemory): Learned {
  const known = new Map<string, Edits>()
  const keep = (key: string, edits: Edits): Edits => {
    if (known.size > MOST_KNOWN) known.clear()
    known.set(key, edits)
    return edits
  }
  const held = async (key: string, signal: AbortSignal | undefined): Promise<Edits> =>
    editsOf(await soon(() => memory.get(key), signal))
  return {
    of: (key, signal) =>
      known.get(key) ?? held(key, signal).then((edits) => keep(key, { ...edits, ...known.get(key) })),
    async add(key, fresh, signal) {
      const before = known.get(key)
      // Of many calls that learn it at once, one writes it down.
      if (Object.entries(fresh).every(([name, to]) => before?.[name] === to)) return
      keep(key, { ...before, ...fresh })
      // Another process may have learned something else.
      const others = await held(key, signal)
      await soon(() => memory.set(key, { ...others, ...known.get(key) }), signal)
    },
  }
}
