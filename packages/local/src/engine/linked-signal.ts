/** A signal that follows another one until freed, and can be fired by itself. */
export interface LinkedSignal {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
  /** Takes the listener off the signal followed, which may outlive it by far. */
  free(): void
}

function linkedSignal(followed: AbortSignal | undefined): LinkedSignal {
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

/** Signals of calls under way, to be fired together. */
export interface SignalGroup {
  /** One more, until it is freed. */
  link(followed: AbortSignal | undefined): LinkedSignal
  abort(reason: unknown): void
}

export function signalGroup(): SignalGroup {
  const links = new Set<LinkedSignal>()
  return {
    link(followed) {
      const linked = linkedSignal(followed)
      links.add(linked)
      return {
        ...linked,
        free() {
          links.delete(linked)
          linked.free()
        },
      }
    },
    abort(reason) {
      for (const { abort } of links) abort(reason)
    },
  }
}
