import { type AssistantPart, type Attempt, type ChatResponse, isAiuError } from '@aiu/core'
import { SpanStatusCode } from '@opentelemetry/api'
import { type Answer, answered, hit } from './answered.ts'
import { reply } from './content.ts'
import { errorType, type Sheet } from './sheet.ts'
import { told } from './told.ts'
import { together, used } from './used.ts'

/** How a call ended. */
export interface Ending {
  /** Absent when it failed. */
  readonly answer?: Answer | undefined
  readonly cause?: unknown
  /** On the clock of `performance.now()`. */
  readonly at: number
  /** When the first event came, of a stream that is no replay. */
  readonly firstAt?: number | undefined
  /** How a stream began. */
  readonly begun?: Answer | undefined
  /** What came of a stream. */
  readonly parts?: readonly AssistantPart[] | undefined
}

const outcomeOf = (code: string | undefined): Attempt['outcome'] =>
  code === 'aborted' ? code : code === 'interrupted' ? 'cut' : code ? 'failed' : 'done'

/** The end of a call: what its span says of it, and what is measured. */
export function tellEnd(sheet: Sheet, { answer, begun, cause, at, firstAt, parts }: Ending): void {
  const { desk, span, where, meters, attempts, began } = sheet
  if (!meters && !span) return
  const code = answer ? undefined : isAiuError(cause) ? cause.code : '_OTHER'
  const { cached, cost } = answer ?? {}
  const answering = sheet.several && answer && attempts.findLast(({ outcome }) => outcome === 'done')
  const target = {
    ...sheet.target,
    ...(answering && desk.target({ ...answering, model: answering.askedModel })),
    ...told({ 'gen_ai.response.model': answer?.model ?? begun?.model }),
  }
  const ending = told({
    'aiu.outcome': cached ? (cached.shared ? 'shared' : 'hit') : outcomeOf(code),
    'error.type': errorType(code),
  })
  const waited = firstAt === undefined ? undefined : (firstAt - began) / 1000

  meters?.duration.record((at - began) / 1000, { ...target, ...ending }, where)
  if (waited !== undefined) meters?.firstChunk.record(waited, target, where)
  if (cost && !cached)
    meters?.cost.add(cost.amount, { ...target, ...told({ 'aiu.cost.currency': cost.currency }) }, where)
  if (!span) return

  const usage = together(attempts.flatMap((attempt) => attempt.usage ?? []))
  const error = isAiuError(cause) ? cause : undefined
  if (cached) span.addEvent('aiu.cache.hit', hit(cached))
  span.setAttributes({
    ...target,
    ...ending,
    ...told({
      'gen_ai.response.id': answer?.id ?? begun?.id,
      'aiu.attempts': attempts.length,
      'gen_ai.response.time_to_first_chunk': waited,
      'http.response.status_code': error?.status,
      'aiu.error.vendor_code': error?.vendorCode,
      'aiu.error.request_id': error?.requestId,
    }),
    ...(answer ? answered(answer, usage) : usage && used(usage)),
  })
  // A server's words may quote the question.
  const { message = '' } = told({ message: desk.content ? error?.message : undefined })
  if (errorType(code)) span.setStatus({ code: SpanStatusCode.ERROR, message: `${message}` })
  if (desk.content) {
    const { parts: whole, text } = (answer ?? {}) as Partial<ChatResponse>
    const all = whole ?? (parts?.[0] ? parts : text ? [{ type: 'text' as const, text }] : [])
    span.setAttributes(reply(all, answer?.rawFinishReason ?? answer?.finishReason))
  }
}
