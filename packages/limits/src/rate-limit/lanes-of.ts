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

/** Each time a lane is made: looks at the two that were looked at longest ago, so that those nobody needs are gone some day. */
export function tidy(lanes: Map<string, Lane>): void {
  let looked = 0
  for (const [name, lane] of lanes) {
    lanes.delete(name)
    if (!lane.idle()) lanes.set(name, lane)
    if (looked++) return
  }
}
