import type { Settled } from './options.ts'
import type { Counters } from './statistics.ts'
import type { Shelf } from './store/shelf.ts'

/** What the hooks of one layer share. */
export interface House extends Counters {
  readonly all: Settled
  /** Of a namespace; without one, the layer's own. */
  shelf(namespace: string | undefined): Shelf
  /** Goes on off the answer's path. */
  later(work: Promise<unknown>): void
}
