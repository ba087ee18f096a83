import type { LimitStore } from '@aiu/core'
import type { WaitQueue } from './wait-queue.ts'

let queues: WeakMap<LimitStore, Map<string, WaitQueue>> | undefined

/** The queues in front of one store, by limit: all layers that count together wait together. */
export function waitQueuesOf(store: LimitStore): Map<string, WaitQueue> {
  queues ??= new WeakMap()
  let found = queues.get(store)
  if (!found) {
    found = new Map()
    queues.set(store, found)
  }
  return found
}

/** Each time a queue is made: looks at the two that were looked at longest ago, so that those nobody needs are gone some day. */
export function tidy(queues: Map<string, WaitQueue>): void {
  let looked = 0
  for (const [name, queue] of queues) {
    queues.delete(name)
    if (!queue.idle()) queues.set(name, queue)
    if (looked++) return
  }
}
