import { limitStoreContract } from '@aiu/testing'
import { memoryLimits } from '../../src/index.ts'

limitStoreContract('memory', () => memoryLimits())
