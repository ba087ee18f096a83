import type { Provider } from '@aiu/core'
import { telegraph } from './telegraph.ts'

const apiKey = process.env.TELEGRAPH_KEY

/** A provider that looks for its key as soon as it is imported. */
export const early = (baseURL: string): Provider => telegraph({ baseURL, apiKey }, 'nothing')
