import { aborted } from '../errors/aborted.ts'
import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import type { Attempt } from '../words/attempt.ts'
import type { CallOptions } from '../words/call-options.ts'
import type { Operation } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold, ResponseBase } from '../words/response-base.ts'

/** Where a wrapped provider keeps its outermost ordered layers; also the sign that its attempts are told further in. */
export const LAYERS = '~layers'

type Asked = CallOptions & { readonly model?: string | undefined }

/** One call at a provider: its time, and its end, told once. */
export interface Meter<Q> {
  /** The request to go on with. */
  readonly request: Q
  /** Content has come. */
  token(): void
  /** The result with the response's base filled in. */
  done<R extends BaseTold>(result: R): R & ResponseBase
  /** The failure as one of ours, with what was tried. `seen` is what had come. */
  failed(cause: unknown, seen?: BaseTold): AiuError
}

/**
 * Right at a provider, the call is one attempt, told as it ends. Around layers or a combinator, the attempts are told further in,
 * and collected here; some may still come after the call has failed (a hedged pair's loser), so the list lives on.
 */
export function meter<Q extends Asked>(provider: Endpoint, operation: Operation, asked: Q): Meter<Q> {
  const { name, baseURL, scope } = provider
  const { signal } = asked
  const startedAt = Date.now()
  const started = performance.now()
  const outside = provider.members || LAYERS in provider
  const attempts: Attempt[] = []
  let firstTokenMs: number | undefined
  const elapsed = (): number => performance.now() - started
  const onAttempt = (attempt: Attempt): void => {
    attempts.push(attempt)
    try {
      asked.onAttempt?.(attempt)
    } catch {}
  }
  const end = (seen: BaseTold, code?: ErrorCode): string => {
    const askedModel = asked.model ?? provider.defaultModel
    const model = seen.model ?? askedModel ?? ''
    const durationMs = elapsed()
    if (!outside)
      onAttempt({
        provider: name,
        baseURL,
        scope,
        model,
        askedModel,
        operation,
        startedAt,
        durationMs,
        firstTokenMs,
        outcome: !code ? 'done' : code === 'aborted' ? code : code === 'interrupted' ? 'cut' : 'failed',
        usage: seen.usage,
        code,
      })
    return model
  }
  return {
    request: outside ? { ...asked, onAttempt } : asked,
    token() {
      firstTokenMs ??= elapsed()
    },
    done: (result) => ({
      ...result,
      provider: result.provider ?? name,
      warnings: result.warnings ?? [],
      model: end(result),
      attempts: attempts[0] ? attempts : (result.attempts ?? []),
      timing: { totalMs: elapsed(), firstTokenMs },
    }),
    failed(cause, seen = {}) {
      // Whatever a provider makes of an abort, and the reason itself, which all calls on the signal would share.
      const error = signal?.aborted
        ? aborted(signal)
        : isAiuError(cause)
          ? cause
          : new AiuError('malformed', `${name} failed in its own code.`, { cause, provider: name })
      end(seen, error.code)
      if (attempts[0] || !error.attempts) error.attempts = attempts
      return error
    },
  }
}
