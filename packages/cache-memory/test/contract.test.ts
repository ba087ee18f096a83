import { memoryStore } from '@aiu/cache-memory'
import { cacheStoreContract } from '@aiu/testing'

cacheStoreContract('memory', () => memoryStore())
