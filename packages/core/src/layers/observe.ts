import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { Layer } from '../words/layer.ts'
import type { Operation } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold, ResponseBase } from '../words/response-base.ts'
import { tap } from './tap.ts'

export interface CallStarted {
  readonly operation: Operation
  readonly request: object
  readonly endpoint: Endpoint
}
export interface CallEnded extends CallStarted {
  /** The response's base, of calls and streams alike. Absent when it failed. */
  readonly response?: ResponseBase | undefined
  readonly error?: AiuError | undefined
}
/** What its functions throw changes nothing. */
export interface Observer {
  readonly name: string
  /** As `Layer.order`. */
  readonly order?: number | undefined
  start?(call: CallStarted): void
  /** Once for each call, whatever its end. */
  end?(call: CallEnded): void
}

/**
 * A layer that only looks, at calls and streams alike.
 *
 * @example observe({ name: 'log', end: ({ operation, response, error }) => log(operation, response?.model ?? error?.code) })
 */
export function observe(observer: Observer): Layer {
  const { name, order } = observer
  // What an observer throws is its own affair.
  const start = (call: CallStarted): void => {
    try {
      observer.start?.(call)
    } catch {}
  }
  const end = (call: CallStarted, response: BaseTold | undefined, error?: AiuError): void => {
    try {
      observer.end?.({ ...call, response: response as ResponseBase | undefined, error })
    } catch {}
  }
  const lost = (call: CallStarted, cause: unknown): void =>
    end(call, undefined, isAiuError(cause) ? cause : new AiuError('malformed', 'A layer failed.', { cause }))
  return {
    name,
    order,
    call(operation, request, next, endpoint) {
      const call = { operation, request, endpoint }
      const fail = (cause: unknown): never => {
        lost(call, cause)
        throw cause
      }
      start(call)
      try {
        return next(request).then((response) => {
          end(call, response)
          return response
        }, fail)
      } catch (cause) {
        return fail(cause)
      }
    },
    iterate(operation, request, next, endpoint) {
      const call = { operation, request, endpoint }
      let response: BaseTold | undefined
      start(call)
      try {
        return tap(next(request), {
          event(event) {
            if (event.type === 'finish') response = event
          },
          end: (error) => (error ? lost(call, error) : end(call, response)),
        })
      } catch (cause) {
        lost(call, cause)
        throw cause
      }
    },
  }
}
