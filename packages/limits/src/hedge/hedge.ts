import type { Common, Provider } from '@aiu/core'
import { type Clock, checkNumber, systemClock } from '@aiu/core/layer-kit'
import { combine } from '../combine/combine.ts'
import { racing } from './racing.ts'

export interface HedgeOptions {
  /** How long one may be silent, without a first event or a whole answer, before the next is asked too; 1 ms or more. */
  readonly afterMs: number
  /** Default: the real one. */
  readonly clock?: Clock | undefined
}

/**
 * Asks the next one too when one is slow, and gives whoever comes first: the first event of a stream decides, or a whole answer. The
 * losers are canceled at once; their attempts are told as `aborted`, with their usage where it was told. One that fails hands over to
 * the next at once, by the rules of `fallback`.
 *
 * Any member's answer may be cached as the whole's. `options.model` is for the first; the others use their own.
 *
 * @example hedge({ afterMs: 800 }, groq({ model: 'llama-3.3-70b-versatile' }), openai({ model: 'gpt-5-mini' }))
 */
export function hedge<const P extends readonly [Provider, Provider, ...Provider[]]>(
  options: HedgeOptions,
  ...providers: P
): Common<P[number]> {
  const { afterMs, clock = systemClock } = options ?? {}
  checkNumber('hedge: afterMs', afterMs, 1, 1e9)
  return combine(providers, { kind: 'hedge', least: 2, interchangeable: true }, ({ length }) =>
    racing(length, afterMs, clock),
  )
}
