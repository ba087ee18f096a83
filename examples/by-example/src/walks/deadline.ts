import { AiuError, type CallOptions, type Layer, tap } from '@aiu/core'
import { either } from './signals.ts'
import { sleep as realSleep, type Sleep } from './sleep.ts'

/** Each caller's own patience: the call, or the stream, must have ended after so many ms. */
export function deadline(ms: number, sleep: Sleep = realSleep): Layer {
  const bind = ({ signal }: CallOptions) => {
    const over = new AbortController()
    const ended = new AbortController()
    sleep(ms, ended.signal).then(
      () => over.abort(new AiuError('timeout', `There was no answer within ${ms} ms.`)),
      () => {},
    )
    return {
      within: { deadline: performance.now() + ms, signal: either(signal, over.signal) },
      end: () => ended.abort(),
    }
  }
  return {
    name: 'deadline',
    order: 30,
    call(_operation, request, next) {
      const { within, end } = bind(request)
      return next({ ...request, ...within }).finally(end)
    },
    iterate(_operation, request, next) {
      const { within, end } = bind(request)
      return tap(next({ ...request, ...within }), { end })
    },
  }
}
