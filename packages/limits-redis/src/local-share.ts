import type { LimitStore, NotReserved, Reserved, ReserveRequest } from '@aiu/core'
import type { Settlement } from './pending-settlements.ts'

/** What this process reserves by itself while Redis is lost. */
export interface LocalShare {
  reserve(key: string, request: ReserveRequest): Promise<Reserved | NotReserved>
  owns(id: string): boolean
  settle(id: string, settlement: Settlement): Promise<void>
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
    const reply = await store.reserve(key, { ...request, limits: Object.fromEntries(own) })
    return 'id' in reply ? { id: MARK + reply.id } : reply
  },
  owns: (id) => id.startsWith(MARK),
  async settle(id, settlement) {
    const own = id.slice(MARK.length)
    await (settlement ? store.settle(own, settlement) : store.refund(own))
  },
})
