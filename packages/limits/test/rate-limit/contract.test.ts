import { layerContract } from '@aiu/testing'
import { rateLimit } from '../../src/index.ts'

const plenty = { requests: 1_000_000, tokens: 1_000_000_000, concurrency: 1_000 }

layerContract('rateLimit', () => rateLimit(plenty))
