import type { CacheStore } from '@aiu/core'

export interface MemoryStore extends CacheStore {
  readonly size: number
}

/** Keeps JSON, so that what it gives back is a copy, and what JSON cannot carry is seen. */
export function memoryStore(): MemoryStore {
  const kept = new Map<string, string>()
  return {
    get size() {
      return kept.size
    },
    get: (key) => {
      const text = kept.get(key)
      return text === undefined ? undefined : JSON.parse(text)
    },
    set: (key, value) => kept.set(key, JSON.stringify(value)),
    delete: (key) => kept.delete(key),
    clear: () => kept.clear(),
  }
}
