import { cacheStoreContract } from '@aiu/testing'
import Keyv from 'keyv'

// Any Keyv is a store. Its own Map is one for all namespaces, so each has a Map of its own.
cacheStoreContract('a plain Keyv', () => new Keyv({ store: new Map() }))
