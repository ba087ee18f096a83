import {
  CALL_OPERATIONS,
  type Common,
  type Endpoint,
  type Layer,
  type Operation,
  type Provider,
  STREAM_OPERATIONS,
  wrap,
} from '@aiu/core'
import { isWrapped } from '@aiu/core/layer-kit'
import { checkProviders } from './check.ts'
import { combineStreams } from './combine-streams.ts'
import type { AnyRequest, Way } from './way.ts'

export interface Combination {
  /** "fallback": the name is made of it and the members' names. */
  readonly kind: string
  /** How many members there are at least. Default 1. */
  readonly least?: number | undefined
  readonly interchangeable?: true | undefined
  /** Layers for one member, by its place. */
  layers?(at: number): readonly Layer[]
}

// Operations differ only in their types; here they are all alike.
type Loose = Readonly<Record<string, (request: AnyRequest) => unknown>>

/**
 * A provider made of providers: what all of them can do, by the way given. Each member tells its own attempts. A model that is asked
 * for means something to the first alone: the others get their own.
 */
export function combine<const P extends readonly Provider[]>(
  providers: P,
  { kind, least = 1, interchangeable, layers = () => [] }: Combination,
  way: (members: readonly Endpoint[]) => Way,
): Common<P[number]> {
  checkProviders(kind, providers, least)
  const members = providers.map((provider, at) => {
    const rings = layers(at)
    return rings[0] || !(isWrapped(provider) || provider.members) ? wrap(provider, ...rings) : provider
  })
  const loose = members as readonly Endpoint[] as readonly (Endpoint & Loose)[]
  const go = way(members)
  const asked = (operation: Operation, request: AnyRequest) => (at: number, options?: AnyRequest) =>
    loose[at]?.[operation]?.({ ...request, ...options, model: at ? undefined : request.model })
  const all = (operation: Operation): boolean => loose.every((member) => member[operation])

  const provider: Endpoint & Record<string, unknown> = {
    name: `${kind}(${members.map(({ name }) => name).join(', ')})`,
    get defaultModel() {
      return members[0]?.defaultModel
    },
    // Names alone do not tell one cache or limit from another.
    get scope() {
      return JSON.stringify(members.map((each) => [each.name, each.baseURL, each.scope, each.defaultModel]))
    },
    members,
    interchangeable,
  }
  for (const operation of CALL_OPERATIONS.filter(all))
    provider[operation] = (request: AnyRequest) => {
      const send = asked(operation, request)
      return go({ operation, request, ask: async (...given) => send(...given) })
    }
  for (const operation of STREAM_OPERATIONS.filter(all))
    provider[operation] = (request: AnyRequest) =>
      combineStreams(operation, request, asked(operation, request), go)
  return provider as unknown as Common<P[number]>
}
