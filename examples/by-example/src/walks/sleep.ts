import { setTimeout } from 'node:timers/promises'

/** Resolves after `ms`; rejects as soon as the signal fires. Handed in, so that tests need not wait. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal })
