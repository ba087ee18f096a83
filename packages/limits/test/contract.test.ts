import { layerContract } from '@aiu/testing'
import { heal } from '../src/index.ts'

layerContract('heal', () => heal(), { operations: ['chat', 'stream', 'embed'], changes: ['adapt'] })
