import type { Common, Endpoint, Price, Provider } from '@aiu/core'
import { must } from '../combine/check.ts'
import { combine } from '../combine/combine.ts'
import { type InTurnOptions, inTurn } from '../combine/in-turn.ts'
import { costing } from './costing.ts'
import { counting } from './counting.ts'
import { drawing } from './drawing.ts'
import type { Rank } from './rank.ts'

export interface RouteOptions extends InTurnOptions {
  /**
   * Who is asked first. `in-order`: the first that is well. `weighted`: drawn by chance, see `weights`. `least-busy`: the one with
   * the fewest calls under way, streams until their end. `cheapest`: by `price`, on an estimate of what the call will use: four characters a
   * token, and `maxTokens`, else 1,000.
   */
  readonly strategy: 'in-order' | 'weighted' | 'least-busy' | 'cheapest'
  /** For `weighted`: shares by name, `{ openai: 3, groq: 1 }`, above 0. Default 1 each. */
  readonly weights?: Readonly<Record<string, number>> | undefined
  /** For `cheapest`: what a use costs. Who has no known price comes last. All in one currency. */
  readonly price?: Price | undefined
  /** For `weighted`: from 0 up to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
}

/**
 * One of several that are as good as each other, chosen for each call. When it fails, the next is asked, by the rules of `fallback`.
 * Any member's answer may be cached as the whole's. `options.model` is for the first one listed; the others use their own.
 *
 * @example route({ strategy: 'weighted', weights: { openai: 3, groq: 1 } }, openai({ model }), groq({ model }))
 */
export function route<const P extends readonly [Provider, ...Provider[]]>(
  options: RouteOptions,
  ...providers: P
): Common<P[number]> {
  const kind = 'route'
  const { strategy } = options ?? {}
  const { rank: least, layer } = counting()
  const ranks = {
    'in-order': () => () => () => 0,
    weighted: drawing,
    'least-busy': () => least,
    cheapest: costing,
  } satisfies Record<RouteOptions['strategy'], (members: readonly Endpoint[], options: RouteOptions) => Rank>
  const known = Object.keys(ranks)
  must(known.includes(strategy), `route has no strategy "${strategy}"; it has ${known.join(', ')}.`)
  return combine(
    providers,
    { kind, interchangeable: true, layers: (at) => (strategy === 'least-busy' ? [layer(at)] : []) },
    (members) => {
      const rank: Rank = ranks[strategy](members, options)
      return inTurn(kind, options, (turn) => {
        const of = rank(turn)
        const places = members.map((_, at) => of(at))
        return [...places.keys()].sort((a, b) => (places[a] as number) - (places[b] as number))
      })
    },
  )
}
