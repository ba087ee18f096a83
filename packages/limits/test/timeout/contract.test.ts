import { layerContract } from '@aiu/testing'
import { timeout } from '../../src/index.ts'

layerContract('timeout', () => timeout({ firstTokenMs: 60_000, idleMs: 60_000 }))
