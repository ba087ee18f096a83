import type { Attempt } from '../words/attempt.ts'
import type { CallOptions } from '../words/call-options.ts'
import type { ChatResponse } from '../words/chat.ts'
import type { BaseTold } from '../words/response-base.ts'
import type { Cost, Usage } from '../words/usage.ts'
import { isComplete, isFree, usageOfAttempt } from './attempt-usage.ts'
import { type Content, type ContentCollector, collectContent, outputContent } from './content.ts'
import { vendorCostOf } from './cost.ts'

/** What one attempt of a call used. */
export interface AttemptRecord {
  readonly attempt: Attempt
  /** Complete, or `undefined` when it is not known: then count what was reserved. A free attempt used nothing. */
  readonly usage: Usage | undefined
  /** As the vendor reported it. */
  readonly cost: Cost | undefined
  readonly free: boolean
}

/** Follows one call, whose attempts it hears of as they end. */
export interface AttemptRecorder<Q> {
  /** The request to go on with. */
  readonly request: Q
  /** Takes a whole answer, or each event of a stream. */
  add(event: BaseTold & { readonly type?: string }): void
  /** Once, as the call ends. */
  end(): CallRecord
}

/** What one call used. */
export interface CallRecord {
  /** Empty when nothing went upstream, or nobody reports it. */
  readonly attempts: readonly AttemptRecord[]
  /** The answer, where one came: whole, or the `finish` of a stream. */
  readonly answer: BaseTold | undefined
}

/**
 * Records the attempts of one call, and what they used, the same for a budget, a token rate and usage rows. What was written is one
 * attempt's: of those that gave a first token, the last.
 *
 * @param onLate Receives an attempt that ends after its call, such as the loser of a hedged pair.
 */
export function recordAttempts<Q extends CallOptions>(
  request: Q,
  onLate: (record: AttemptRecord) => void,
): AttemptRecorder<Q> {
  const attempts: Attempt[] = []
  let collector: ContentCollector | undefined
  let answer: BaseTold | undefined
  let ended = false
  let outputIsTaken = false

  /** Whether what was written is this attempt's: it gave a first token, and no other one has it. */
  const takesOutput = ({ firstTokenMs }: Attempt): boolean => {
    const takes = !outputIsTaken && firstTokenMs !== undefined
    outputIsTaken ||= takes
    return takes
  }
  const record = (attempt: Attempt, response?: BaseTold, withOutput = false): AttemptRecord => {
    const { parts } = (response ?? {}) as Partial<ChatResponse>
    const output = (): Content | undefined =>
      parts ? outputContent(parts) : withOutput ? collector?.content : undefined
    const free = isFree(attempt)
    const usage = usageOfAttempt({ attempt, request, response, output })
    return {
      attempt,
      usage: isComplete(attempt.operation, usage) ? usage : undefined,
      cost: response && vendorCostOf(response),
      free,
    }
  }
  return {
    request: {
      ...request,
      onAttempt(attempt: Attempt) {
        if (ended) onLate(record(attempt, undefined, takesOutput(attempt)))
        else attempts.push(attempt)
        request.onAttempt?.(attempt)
      },
    },
    add(event) {
      if (!event.type || event.type === 'finish') answer = event
      else if (event.type !== 'start' && event.type !== 'usage') {
        collector ??= collectContent()
        collector.add(event)
      }
    },
    end() {
      ended = true
      const done = answer && !answer.cached && attempts.findLast(({ outcome }) => outcome === 'done')
      const writer = done || attempts.findLast(takesOutput)
      outputIsTaken ||= !!done
      const records = attempts.map((attempt) =>
        record(attempt, attempt === done ? answer : undefined, attempt === writer),
      )
      return { attempts: records, answer }
    },
  }
}
