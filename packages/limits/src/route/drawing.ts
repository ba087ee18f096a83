import type { Endpoint } from '@aiu/core'
import { checkNumber } from '@aiu/core/layer-kit'
import { must } from '../combine/check.ts'
import type { Rank } from './rank.ts'
import type { RouteOptions } from './route.ts'

/** By chance, in proportion to the weights; the next of those that are left as well. */
export function drawing(
  members: readonly Endpoint[],
  { weights = {}, random = Math.random }: RouteOptions,
): Rank {
  const names = members.map(({ name }) => name)
  for (const [name, weight] of Object.entries(weights)) {
    must(names.includes(name), `route has no member "${name}" to weigh; it has ${names.join(', ')}.`)
    checkNumber(`route: the weight of ${name}`, weight, 1e-6, 1e6)
  }
  // Whose waiting time, exponential with its weight as rate, ends first.
  return () => (at) => -Math.log(1 - random()) / (weights[names[at] as string] ?? 1)
}
