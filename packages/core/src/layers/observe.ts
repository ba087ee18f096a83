import { type AiuError, isAiuError } from '../errors/aiu-error.ts'
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
export function observe({ name, order, start, end }: Observer): Layer {
  const failed = (call: CallStarted, error: unknown): void =>
    end?.({ ...call, error: isAiuError(error) ? error : undefined })
  return {
    name,
    order,
    call(operation, request, next, endpoint) {
      const call = { operation, request, endpoint }
      start?.(call)
      return next(request).then(
        (response) => {
          end?.({ ...call, response })
          return response
        },
        (error) => {
          failed(call, error)
          throw error
        },
      )
    },
    iterate(operation, request, next, endpoint) {
      const call = { operation, request, endpoint }
      let response: BaseTold | undefined
      start?.(call)
      return tap(next(request), {
        event: (event) => {
          if (event.type === 'finish') response = event
        },
        end: (error) =>
          error ? failed(call, error) : end?.({ ...call, response: response as ResponseBase | undefined }),
      })
    },
  }
}
