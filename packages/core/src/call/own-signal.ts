/** A signal that can be fired by itself, and follows another one while it is linked. */
export interface OwnSignal {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
  /** Follows the other one from now on. */
  link(): void
  /** Takes the listener off it. */
  free(): void
}

/** Each call has a signal of its own, so that the caller's, which may live for days, keeps a listener only while a call is under way. */
export function ownSignal(followed: AbortSignal | undefined): OwnSignal {
  const own = new AbortController()
  const follow = (): void => own.abort(followed?.reason)
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    link() {
      if (followed?.aborted) follow()
      else followed?.addEventListener('abort', follow)
    },
    free: () => followed?.removeEventListener('abort', follow),
  }
}
