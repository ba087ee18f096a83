import { type Context, context } from '@opentelemetry/api'

/** Does it, whatever happens in it: telemetry changes no answer. */
export function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** Takes a step, once, in a context. What the context's own manager throws changes nothing. */
export function within<T>(where: Context | undefined, step: () => T): T {
  if (!where) return step()
  let result: (() => T) | undefined
  quietly(() =>
    context.with(where, () => {
      try {
        const value = step()
        result = () => value
      } catch (cause) {
        result = () => {
          throw cause
        }
      }
    }),
  )
  return (result ?? step)()
}
