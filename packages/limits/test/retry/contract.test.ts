import { layerContract } from '@aiu/testing'
import { retry } from '../../src/index.ts'

layerContract('retry', () => retry())
