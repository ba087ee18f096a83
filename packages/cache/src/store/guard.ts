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
  readonly onReport?: ((report: StoreReport) => void) | undefined
}

/** Stands between the layer and its store: a store that fails, hangs or is slow never fails an answer, nor delays it for long. */
export interface Guard {
  /** Would a call be answered without the store? */
  shut(): boolean
  /** What the store gives; `undefined` where it fails, takes too long, or has just done so. At once where the store answers at once. */
  call<T>(ask: () => T | Promise<T>): T | undefined | Promise<T | undefined>
}

/** A store that is down is asked again after so long. */
const PAUSE_MS = 1_000
/**
 * Patience is counted in so many turns of a timer, of which a process that slept, or was busy, has one and not all: what the store
 * answered meanwhile is read before the next.
 */
const TURNS = 4
/** Of those who stand in line, while others are answered. */
const LONGEST = 10 * TURNS

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as Promise<T> | undefined)?.then === 'function'

export function guard({ store, access, patienceMs, onReport }: GuardOptions): Guard {
  let down = false
  /** When it may be asked again, on the monotonic clock. */
  let again = 0
  /** How many calls have been answered in time. */
  let heard = 0
  const turned = (state: 'down' | 'up', error?: unknown): void => {
    const is = state === 'down'
    if (is === down) return
    down = is
    try {
      onReport?.({ store, access, state, error })
    } catch {}
  }
  const pause = (): void => {
    again = performance.now() + PAUSE_MS
  }
  const failed = (error: unknown): undefined => {
    pause()
    turned('down', error)
  }
  /** `trial`: it was asked while it was down. What was asked before does not show that it is back. */
  const well = <T>(value: T, trial: boolean): T => {
    heard++
    if (trial) turned('up')
    return value
  }
  const bounded = <T>(promise: Promise<T>, trial: boolean): Promise<T | undefined> =>
    new Promise((resolve) => {
      let waiting = true
      const end = (give: () => T | undefined): void => {
        // What comes later was too slow to be of use.
        if (!waiting) return
        waiting = false
        clearInterval(timer)
        resolve(give())
      }
      let before = heard
      let quiet = 0
      let turns = 0
      const timer = setInterval(() => {
        // While it answers others it is not down: this one stands in line.
        quiet = heard === before ? quiet + 1 : 0
        before = heard
        if (quiet === TURNS)
          end(() => failed(new Error(`The store ${store} took longer than ${patienceMs} ms.`)))
        else if (++turns === LONGEST) end(() => undefined)
      }, patienceMs / TURNS)
      promise.then(
        (value) => end(() => well(value, trial)),
        (cause) => end(() => failed(cause)),
      )
    })
  const shut = (): boolean => down && performance.now() < again
  return {
    shut,
    call(ask) {
      if (shut()) return
      const trial = down
      // One asks for all; the others go on without it.
      if (trial) pause()
      try {
        const given = ask()
        return isPromise(given) ? bounded(given, trial) : well(given, trial)
      } catch (cause) {
        return failed(cause)
      }
    },
  }
}
