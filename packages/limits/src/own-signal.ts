/** A signal of one call's own, which follows the caller's. */
export interface OwnSignal {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  /** Takes the listener off the caller's. */
  free(): void
}

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
