import type { Common, Provider } from '@aiu/core'
import { combine } from '../combine/combine.ts'
import { type InTurnOptions, inTurn } from '../combine/in-turn.ts'

export interface FallbackOptions extends InTurnOptions {}

type Some = readonly [Provider, ...Provider[]]

export function fallback<const P extends Some>(options: FallbackOptions, ...providers: P): Common<P[number]>
/**
 * The first that answers: a provider made of providers, with what all of them can do. When one fails by what another may do better,
 * the next is asked; a stream goes over only before its first event. One that failed comes last for a while. `options.model` is for
 * the first; the others use their own.
 *
 * An abort, a deadline that is over, `invalid-request` and `configuration` go to the caller at once. When all fail, the error has the
 * code of the one most worth waiting for, and `attempts` says what each did.
 *
 * @example fallback(openai({ model: 'gpt-5-mini' }), groq({ model: 'llama-3.3-70b-versatile' }))
 */
export function fallback<const P extends Some>(...providers: P): Common<P[number]>
export function fallback(...given: readonly (FallbackOptions | Provider)[]): Common<Provider> {
  const [first] = given
  // A provider has a name.
  const options = first && !('name' in Object(first)) ? (first as FallbackOptions) : undefined
  const providers = (options ? given.slice(1) : given) as readonly Provider[]
  const kind = 'fallback'
  const places = [...providers.keys()]
  return combine(providers, { kind }, () => inTurn(kind, options ?? {}, () => places))
}
