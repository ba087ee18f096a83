import { AsyncLocalStorage, createHook } from 'node:async_hooks'
import { getEventListeners } from 'node:events'

/** Timers that were started by `run`, or by what it started, and were neither fired nor cleared `withinMs` after its end. */
export async function timersLeft(run: () => Promise<unknown>, withinMs = 100): Promise<number> {
  const here = new AsyncLocalStorage<boolean>()
  const live = new Set<number>()
  const hook = createHook({
    init(id, type) {
      if (type === 'Timeout' && here.getStore()) live.add(id)
    },
    destroy(id) {
      live.delete(id)
    },
  }).enable()
  try {
    await here.run(true, run)
    const end = performance.now() + withinMs
    while (live.size && performance.now() < end) await new Promise((resolve) => setImmediate(resolve))
    return live.size
  } finally {
    hook.disable()
  }
}

/** How many listen to a signal. */
export const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length
