/** A change of a store's state, told once each; reading and writing have a state of their own, since one may fail alone. */
export interface StoreReport {
  readonly store: string
  readonly access: 'read' | 'write'
  readonly state: 'down' | 'up'
  /** Why it is down. */
  readonly error?: unknown
}

export interface GuardOptions {
  readonly store: string
  readonly access: StoreReport['access']
  /** How long a call of the store may take. */
  readonly patienceMs: number
  readonly clock: () => number
  readonly onReport?: ((report: StoreReport) => void) | undefined
}

/** Stands between the layer and its store: a store that fails, hangs or is slow never fails an answer, nor delays it for long. */
export interface Guard {
  /** What the store gives; `undefined` where it fails, takes too long, or has just done so. At once where the store answers at once. */
  call<T>(ask: () => T | Promise<T>): T | undefined | Promise<T | undefined>
}

/** A store that is down is asked again after so long. */
const PAUSE_MS = 1_000

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as Promise<T> | undefined)?.then === 'function'

export function guard({ store, access, patienceMs, clock, onReport }: GuardOptions): Guard {
  let down = false
  /** When it may be asked again. */
  let again = 0
  const report = (state: 'down' | 'up', error?: unknown): void => {
    try {
      onReport?.({ store, access, state, error })
    } catch {}
  }
  const failed = (error: unknown): undefined => {
    again = clock() + PAUSE_MS
    if (!down) report('down', error)
    down = true
  }
  const well = <T>(value: T): T => {
    if (down) report('up')
    down = false
    return value
  }
  const bounded = <T>(promise: Promise<T>): Promise<T | undefined> =>
    new Promise((resolve) => {
      let waiting = true
      const end = (give: () => T | undefined): void => {
        // What comes later was too slow to be of use.
        if (!waiting) return
        waiting = false
        clearTimeout(timer)
        resolve(give())
      }
      const timer = setTimeout(
        () => end(() => failed(new Error(`The store ${store} took longer than ${patienceMs} ms.`))),
        patienceMs,
      )
      promise.then(
        (value) => end(() => well(value)),
        (cause) => end(() => failed(cause)),
      )
    })
  return {
    call(ask) {
      if (down) {
        if (clock() < again) return
        // One asks for all; the others go on without it.
        again = clock() + PAUSE_MS
      }
      try {
        const given = ask()
        return isPromise(given) ? bounded(given) : well(given)
      } catch (cause) {
        return failed(cause)
      }
    },
  }
}
