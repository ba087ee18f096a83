import type { CacheStore } from '@aiu/core'

/** A store of the least kind: no more than it must have, outside this process as far as the cache knows. */
export function mapStore(
  changed: Partial<CacheStore> = {},
): CacheStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    name: 'map',
    get: (key) => JSON.parse(kept.get(key) ?? 'null') ?? undefined,
    set: (key, value) => void kept.set(key, JSON.stringify(value)),
    delete: (key) => kept.delete(key),
    clear: () => kept.clear(),
    ...changed,
  }
}
