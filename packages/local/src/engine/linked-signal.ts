/** A signal that follows others until freed, and can be fired by itself. */
export interface LinkedSignal {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
  /** Takes the listeners off the signals followed, which may outlive it by far. */
  free(): void
}

export function linkedSignal(...followed: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const own = new AbortController()
  const signals = followed.filter((signal) => signal !== undefined)
  const follow = (): void => own.abort(signals.find(({ aborted }) => aborted)?.reason)
  if (signals.some(({ aborted }) => aborted)) follow()
  for (const signal of signals) signal.addEventListener('abort', follow)
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    free() {
      for (const signal of signals) signal.removeEventListener('abort', follow)
    },
  }
}
