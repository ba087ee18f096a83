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
  /** Tells the start; what it gives tells the end. */
  const watch = (operation: Operation, request: object, endpoint: Endpoint) => {
    const tell = (what: 'start' | 'end', told: Omit<CallEnded, keyof CallStarted>): void => {
      try {
        observer[what]?.({ operation, request, endpoint, ...told })
      } catch {}
    }
    tell('start', {})
    const lost = (cause: unknown): void =>
      tell('end', {
        error: isAiuError(cause) ? cause : new AiuError('malformed', 'A layer failed.', { cause }),
      })
    return {
      done: (response: BaseTold | undefined) =>
        tell('end', { response: response as ResponseBase | undefined }),
      lost,
      fail(cause: unknown): never {
        lost(cause)
        throw cause
      },
    }
  }
  return {
    name,
    order,
    call(operation, request, next, endpoint) {
      const { done, fail } = watch(operation, request, endpoint)
      try {
        return next(request).then((response) => {
          done(response)
          return response
        }, fail)
      } catch (cause) {
        return fail(cause)
      }
    },
    iterate(operation, request, next, endpoint) {
      const { done, lost, fail } = watch(operation, request, endpoint)
      let response: BaseTold | undefined
      try {
        return tap(next(request), {
          event(event) {
            if (event.type === 'finish') response = event
          },
          end: (error) => (error ? lost(error) : done(response)),
        })
      } catch (cause) {
        return fail(cause)
      }
    },
  }
}
