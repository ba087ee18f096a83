import type { Attempt } from '@aiu/core'
import { errorType, type Sheet } from './sheet.ts'
import { told } from './told.ts'
import { outputTokens, used } from './used.ts'

/** A request that went upstream: an event of the span, its duration and its tokens. `late`: its call has ended before. */
export function tellAttempt(
  { desk, name, span, where, meters, attempts }: Sheet,
  attempt: Attempt,
  late: boolean,
): void {
  if (!meters && !span) return
  const { provider, baseURL, askedModel, durationMs, firstTokenMs, usage } = attempt
  const of = {
    ...desk.target({ provider, baseURL, model: askedModel }),
    ...told({ 'gen_ai.operation.name': name, 'gen_ai.response.model': attempt.model }),
  }
  const end = told({ 'aiu.outcome': attempt.outcome, 'error.type': errorType(attempt.code) })
  if (meters) {
    meters.attempt.record(durationMs / 1000, { ...of, ...end }, where)
    const counted = usage && usage.source !== 'estimated' ? usage : undefined
    for (const [type, count] of [
      ['input', counted?.inputTokens],
      ['output', counted && outputTokens(counted)],
    ] as const)
      if (count !== undefined) meters.tokens.record(count, { ...of, 'gen_ai.token.type': type }, where)
  }
  // A span that has ended takes no more: the loser of a hedged pair may be told then.
  if (!late)
    span?.addEvent('aiu.attempt', {
      ...told({
        'aiu.attempt.number': attempts.length,
        'aiu.attempt.duration': durationMs / 1000,
        'aiu.attempt.time_to_first_chunk': firstTokenMs === undefined ? undefined : firstTokenMs / 1000,
      }),
      ...of,
      ...end,
      ...(usage && used(usage)),
    })
}
