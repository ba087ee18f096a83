// Your own store
import { cache } from '@aiu/cache'
import Keyv from 'keyv'
import { anyKeyvAdapter } from './given.ts'

export const kept = cache(new Keyv({ store: anyKeyvAdapter })) // every Keyv adapter is a store
