import type { Attempt, ChatRequest, ChatResponse, Endpoint } from '@aiu/core'
import type { Settled } from './options.ts'

/** May the answer to this be kept, and the call be shared? Draws at a high temperature are meant to differ. */
export const isCacheable = (
  { temperature, cache }: ChatRequest,
  { maxTemperature }: Pick<Settled, 'maxTemperature'>,
): boolean => cache !== 'bypass' && (temperature ?? 0) <= maxTemperature

const madeAt = ({ provider, baseURL, scope }: Attempt, endpoint: Endpoint): boolean =>
  provider === endpoint.name && baseURL === endpoint.baseURL && scope === endpoint.scope

/**
 * Whose answer it is: the endpoint's own, where it answered itself or any of its members is as good; else the member's that
 * answered. `undefined`: nobody's that is known.
 */
export function answeredBy(endpoint: Endpoint, attempts: readonly Attempt[]): Endpoint | undefined {
  const last = attempts.at(-1)
  if (!last) return
  const members = endpoint.members ?? []
  if (!members.length) return madeAt(last, endpoint) ? endpoint : undefined
  const member = members.find((one) => answeredBy(one, attempts))
  if (!member) return
  if (endpoint.interchangeable) return endpoint
  return answeredBy(member, attempts)
}

/** Is it complete, and good enough? */
export async function isKeepable(
  request: ChatRequest,
  response: ChatResponse,
  when: Settled['when'],
): Promise<boolean> {
  if (!/^(stop|tool-calls)$/.test(response.finishReason) || response.cached) return false
  if (when && !when(request, response)) return false
  return (await request.accept?.(response)) ?? true
}
