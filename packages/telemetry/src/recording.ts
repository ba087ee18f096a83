import type { Attempt, CallOptions, Endpoint, Operation } from '@aiu/core'
import { type Context, type Span, SpanKind, trace } from '@opentelemetry/api'
import type { Answer } from './answered.ts'
import { asked, operationName } from './asked.ts'
import { collected } from './collected.ts'
import { question } from './content.ts'
import type { Desk, Sheet } from './sheet.ts'
import { tellAttempt } from './tell-attempt.ts'
import { tellEnd } from './tell-end.ts'
import { quietly, within } from './within.ts'

/** One call as it is told to OpenTelemetry. It has one end. Nothing in it throws but what a step throws. */
export interface Recording<Q> {
  /** The request to go on with. */
  readonly request: Q
  /** When the last event came, on the clock of `performance.now()`. */
  readonly lastAt: number
  /** Takes a step with the span as the active one. */
  within<T>(step: () => T): T
  /** Of a stream; `finish` ends it. */
  event(event: Answer & { readonly type: string }): void
  answered(answer: Answer): void
  /** `at`: when that was. Default now. */
  failed(cause: unknown, at?: number): void
}

type Asked = CallOptions & { readonly model?: string | undefined }

const callIdOf = (span: Span): string => {
  const { traceId, spanId } = span.spanContext()
  return `${traceId}-${spanId}`
}

/** `undefined` where nobody would hear of it. */
export function record<Q extends Asked>(
  desk: Desk,
  operation: Operation,
  given: Q,
  endpoint: Endpoint,
  parent: Context,
): Recording<Q> | undefined {
  const meters = quietly(() => desk.instruments())
  const { name: provider, baseURL, defaultModel, members } = endpoint
  const name = operationName(operation)
  const target = {
    'gen_ai.operation.name': name,
    ...desk.target({ provider, baseURL, model: given.model ?? defaultModel }),
  }
  const { 'gen_ai.request.model': model } = target as Record<string, unknown>
  const span = quietly(() =>
    desk
      .tracer()
      .startSpan(model ? `${name} ${model}` : name, { kind: SpanKind.CLIENT, attributes: target }, parent),
  )
  const where = span && trace.isSpanContextValid(span.spanContext()) ? trace.setSpan(parent, span) : undefined
  if (!where && !meters) return

  const sheet: Sheet = {
    desk,
    operation,
    name,
    target,
    several: !!members,
    span: span?.isRecording() ? span : undefined,
    where,
    meters,
    attempts: [],
    began: performance.now(),
  }
  // So that the call's usage rows lead to its span.
  const callId = given.callId ?? (sheet.span && callIdOf(sheet.span))
  quietly(() =>
    sheet.span?.setAttributes({ 'aiu.provider': provider, ...asked(operation, { ...given, callId }) }),
  )
  const parts = desk.content && sheet.span ? collected() : undefined
  if (parts) quietly(() => span?.setAttributes(question(given)))

  let firstAt: number | undefined
  let lastAt = sheet.began
  let begun: Answer | undefined
  let ended = false
  const end = (answer: Answer | undefined, cause?: unknown, at?: number): void => {
    if (ended) return
    ended = true
    quietly(() =>
      tellEnd(sheet, {
        answer,
        cause,
        at: at ?? performance.now(),
        begun,
        firstAt: begun?.cached ? undefined : firstAt,
        parts: parts?.all,
      }),
    )
    quietly(() => span?.end(at))
  }
  return {
    request: {
      ...given,
      ...(callId && { callId }),
      onAttempt(attempt: Attempt) {
        sheet.attempts.push(attempt)
        quietly(() => tellAttempt(sheet, attempt, ended))
        given.onAttempt?.(attempt)
      },
    },
    get lastAt() {
      return lastAt
    },
    within: (step) => within(where, step),
    event(event) {
      lastAt = performance.now()
      firstAt ??= lastAt
      begun ??= event
      quietly(() => parts?.add(event))
      if (event.type === 'finish') end(event)
    },
    answered: (answer) => end(answer),
    failed: (cause, at) => end(undefined, cause, at),
  }
}
