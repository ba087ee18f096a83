import { type LinkedSignal, linkSignal } from '@aiu/core/layer-kit'

/** Signals of calls under way, to be fired together. */
export interface SignalGroup {
  /** One more, until it is unlinked. */
  link(followed: AbortSignal | undefined): LinkedSignal
  abort(reason: unknown): void
}

export function signalGroup(): SignalGroup {
  const links = new Set<LinkedSignal>()
  return {
    link(followed) {
      const linked = linkSignal(followed)
      links.add(linked)
      return {
        ...linked,
        unlink() {
          links.delete(linked)
          linked.unlink()
        },
      }
    },
    abort(reason) {
      for (const { abort } of links) abort(reason)
    },
  }
}
