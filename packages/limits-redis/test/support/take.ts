import type { LimitRule, LimitStore, NotReserved, Reserved } from '@aiu/core'

type Given = Reserved | NotReserved

/** Asks for so many of one unit. */
export const take = async (
  store: LimitStore,
  key: string,
  n: number,
  limit: LimitRule,
  holdMs = 60_000,
): Promise<Given> => store.reserve(key, { units: { n }, limits: { n: limit }, holdMs })

/** How many of those were given. */
export const had = (all: readonly Given[]): number => all.filter((one) => 'id' in one).length

export const idOf = (given: Given): string => {
  if ('id' in given) return given.id
  throw new Error(`It was refused for ${given.waitMs} ms.`)
}
