import { type Layer, observe } from '@aiu/core'
import type { Rank } from './rank.ts'

/** How many calls each member has under way, streams until their end. */
export function counting(): { readonly rank: Rank; layer(at: number): Layer } {
  const busy: number[] = []
  const add = (at: number, by: number): void => {
    busy[at] = (busy[at] ?? 0) + by
  }
  return {
    rank: () => (at) => busy[at] ?? 0,
    layer: (at) => observe({ name: 'counting', start: () => add(at, 1), end: () => add(at, -1) }),
  }
}
