/**
 * Work that several callers wait for and that is done once. It is given up when the last of them has aborted; what it came to is kept,
 * unless it failed: then the next caller starts it anew.
 */
export function sharedWork<T>(
  work: (signal: AbortSignal) => Promise<T>,
): (signal?: AbortSignal) => Promise<T> {
  interface Run {
    readonly result: Promise<T>
    readonly abort: AbortController
    waiting: number
    done: boolean
  }
  let running: Run | undefined

  return (signal) => {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (!running) {
      const abort = new AbortController()
      const mine: Run = { result: work(abort.signal), abort, waiting: 0, done: false }
      running = mine
      mine.result.then(
        () => {
          mine.done = true
        },
        () => {
          if (running === mine) running = undefined
        },
      )
    }
    const run = running
    run.waiting++
    return new Promise((resolve, reject) => {
      const settled = (): void => signal?.removeEventListener('abort', quit)
      const quit = (): void => {
        settled()
        reject(signal?.reason)
        run.waiting--
        if (run.waiting > 0 || run.done) return
        if (running === run) running = undefined
        run.abort.abort(signal?.reason)
      }
      signal?.addEventListener('abort', quit)
      run.result.then(resolve, reject).finally(settled)
    })
  }
}
