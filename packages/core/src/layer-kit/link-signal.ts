import { type OwnSignal, ownSignal } from '../call/own-signal.ts'

/** A signal of one call's own. */
export interface LinkedSignal extends Pick<OwnSignal, 'signal' | 'abort'> {
  /** Takes the listener off the signal that it follows, which may live for days. Call it when the call ends. */
  unlink(): void
}

/** A signal that fires with another one, and can be fired by itself. */
export function linkSignal(followed: AbortSignal | undefined): LinkedSignal {
  const { signal, abort, link, free } = ownSignal(followed)
  link()
  return { signal, abort, unlink: free }
}
