import { AsyncLocalStorage, createHook } from 'node:async_hooks'
import { getEventListeners } from 'node:events'
import { loopNow } from '../loop-clock.ts'

/** Timers that were started by `run`, or by what it started, and were neither fired nor cleared `withinMs` after its end. */
export async function timersLeft(run: () => Promise<unknown>, withinMs = 100): Promise<number> {
  const here = new AsyncLocalStorage<boolean>()
  const live = new Set<number>()
  loopNow() // its own timer is not one that `run` starts
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
    const end = loopNow() + withinMs
    while (live.size && loopNow() < end) await new Promise((resolve) => setImmediate(resolve))
    return live.size
  } finally {
    hook.disable()
  }
}

/** How many listen to a signal. */
export const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length
