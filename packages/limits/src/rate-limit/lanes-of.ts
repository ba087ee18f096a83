import type { LimitStore } from '@aiu/core'
import type { Lane } from './lane.ts'

let lanes: WeakMap<LimitStore, Map<string, Lane>> | undefined

/** The lines in front of one store, by limit: all layers that count together wait together. */
export function lanesOf(store: LimitStore): Map<string, Lane> {
  lanes ??= new WeakMap()
  let found = lanes.get(store)
  if (!found) {
    found = new Map()
    lanes.set(store, found)
  }
  return found
}
