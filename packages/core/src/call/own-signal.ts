/** A signal that follows another one until freed, and can be fired by itself. */
export interface OwnSignal {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
  /** Takes the listener off the followed signal. */
  free(): void
}

/** Each call has a signal of its own, so that the caller's, which may live for days, keeps no listener of a call that has ended. */
export function ownSignal(followed: AbortSignal | undefined): OwnSignal {
  const own = new AbortController()
  const follow = (): void => own.abort(followed?.reason)
  if (followed?.aborted) follow()
  else followed?.addEventListener('abort', follow)
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    free: () => followed?.removeEventListener('abort', follow),
  }
}
