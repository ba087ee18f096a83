import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { layerContract } from '@aiu/testing'
import Keyv from 'keyv'

// What the shared call upstream must not have of any one caller.
const options = { operations: ['chat', 'stream', 'embed'], changes: ['deadline', 'tags'] } as const

layerContract('cache in memory', () => cache(memoryStore()), options)
layerContract('cache in a plain Keyv', () => cache(new Keyv()), options)
layerContract('cache without sharing', () => cache(memoryStore(), { share: false }), options)
