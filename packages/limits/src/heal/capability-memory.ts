import type { CapabilityMemory } from '@aiu/core'

/** A memory that can be written down: `JSON.stringify(memory)`. */
export interface ExportableMemory extends CapabilityMemory {
  /** All that was learned: by address and model, what is changed in a body before it is sent. */
  toJSON(): Readonly<Record<string, unknown>>
}

/**
 * What servers turned out not to take, kept in this process. `initial` is what another one wrote down, as text or as an object; what
 * cannot be read of it is ignored.
 *
 * @example await writeFile('learned.json', JSON.stringify(memory))
 */
export function capabilityMemory(initial: string | object = {}): ExportableMemory {
  let known: Map<string, unknown>
  try {
    known = new Map(Object.entries(typeof initial === 'string' ? JSON.parse(initial) : initial))
  } catch {
    known = new Map()
  }
  return {
    get: (key) => known.get(key),
    set: (key, value) => known.set(key, value),
    toJSON: () => Object.fromEntries(known),
  }
}
