import { LAYERS } from '../call/meter.ts'
import type { Endpoint } from '../words/provider.ts'

/** Is it a provider that `wrap` made? Then its attempts are told further in. */
export const isWrapped = (provider: Endpoint): boolean => LAYERS in provider
