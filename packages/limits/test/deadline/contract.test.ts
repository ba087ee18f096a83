import { layerContract } from '@aiu/testing'
import { deadline } from '../../src/index.ts'

layerContract('deadline', () => deadline(60_000), { changes: ['deadline'] })
