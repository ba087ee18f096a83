import type { Attempt, ChatRequest, ChatResponse, Endpoint } from '@aiu/core'
import type { Settled } from './options.ts'

/** Above what temperature it is drawn. The vendor's own parameters win, as they do on the wire. */
const heatOf = ({ temperature, extra }: ChatRequest): number => {
  const own = extra as { temperature?: unknown; options?: { temperature?: unknown } } | undefined
  return Number(own?.temperature ?? own?.options?.temperature ?? temperature ?? 0)
}

/** May the answer to this be kept, and the call be shared? Draws at a high temperature are meant to differ. */
export const isCacheable = (
  request: ChatRequest,
  { maxTemperature }: Pick<Settled, 'maxTemperature'>,
): boolean => request.cache !== 'bypass' && heatOf(request) <= maxTemperature

/**
 * Whose answer it is: the endpoint's own, where it answered itself, or its first choice did, or any of its members is as good; else
 * the member's that answered. `undefined`: nobody's that is known. `model` is the one asked for, which means something to the first
 * choice only.
 */
export function answeredBy(
  endpoint: Endpoint,
  attempts: readonly Attempt[],
  model?: string | undefined,
): Endpoint | undefined {
  // A hedge's loser may be told after the winner.
  const done = attempts.findLast(({ outcome }) => outcome === 'done')
  return done && ownerOf(endpoint, done, model)
}

function ownerOf(endpoint: Endpoint, done: Attempt, model = endpoint.defaultModel): Endpoint | undefined {
  const { name, baseURL, scope, members, interchangeable } = endpoint
  if (!members?.length) {
    const { provider, askedModel } = done
    const itself = provider === name && done.baseURL === baseURL && done.scope === scope
    return itself && askedModel === model ? endpoint : undefined
  }
  for (const [at, member] of members.entries()) {
    const owner = ownerOf(member, done, at ? undefined : model)
    if (owner) return owner === member && (interchangeable || !at) ? endpoint : owner
  }
  return
}

/** Whether the caller takes it. What he throws is a no. */
export async function isAccepted(accept: ChatRequest['accept'], response: ChatResponse): Promise<boolean> {
  try {
    return (await accept?.(response)) ?? true
  } catch {
    return false
  }
}

/** Is it complete, and good enough? One with nothing in it, or a refusal, may be an answer the next time. */
export const isKeepable = (
  request: ChatRequest,
  response: ChatResponse,
  { when }: Pick<Settled, 'when'>,
): boolean =>
  (response.finishReason === 'stop' || response.finishReason === 'tool-calls') &&
  !response.cached &&
  response.parts.length > 0 &&
  response.parts.every(({ type }) => type !== 'refusal') &&
  (!when || when(request, response))
