import { usageStoreContract } from '@aiu/testing'
import { memoryUsage } from '../src/index.ts'

usageStoreContract('memory', () => memoryUsage())
