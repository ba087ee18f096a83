import type { StreamHooks } from './wrap-stream.ts'

export type StreamEvent = { readonly type: string }

/** By this name an iterator gives up what it does to the ring that reads it, where it can. */
export const RING = '~ring'

/** What a ring reads. */
export type Source<E> = AsyncIterator<E> & {
  readonly [RING]?: () =>
    | { readonly hooks: readonly StreamHooks<E>[]; readonly source: Source<E> | undefined }
    | undefined
}
