import { getEventListeners } from 'node:events'

/** How many still listen. */
export const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length
