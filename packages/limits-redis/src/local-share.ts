import type { LimitStore, NotReserved, Reserved, ReserveRequest } from '@aiu/core'
import type { End } from './late-words.ts'

/** What this process gives by itself. */
export interface LocalShare {
  reserve(key: string, request: ReserveRequest): Promise<Reserved | NotReserved>
  owns(id: string): boolean
  close(id: string, end: End): Promise<void>
}

/** No name of a key begins with it. */
const MARK = ' '

/** A share of each limit, rounded down, in a store of this process. */
export const shareOf = (store: LimitStore, share: number): LocalShare => ({
  async reserve(key, { limits, ...request }) {
    const own = Object.entries(limits).map(([unit, rule]) => [
      unit,
      { ...rule, amount: Math.floor(rule.amount * share) },
    ])
    const given = await store.reserve(key, { ...request, limits: Object.fromEntries(own) })
    return 'id' in given ? { id: MARK + given.id } : given
  },
  owns: (id) => id.startsWith(MARK),
  async close(id, end) {
    const own = id.slice(MARK.length)
    await (end ? store.settle(own, end) : store.refund(own))
  },
})
