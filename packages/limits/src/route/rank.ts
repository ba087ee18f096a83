import type { Turn } from '../combine/way.ts'

/** Where a member stands for one call, by its place: the lowest is asked first, equals in the order of the list. */
export type Rank = (turn: Turn<unknown>) => (at: number) => number
