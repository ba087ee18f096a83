import { usageStoreContract } from '@aiu/testing'
import { memoryUsage } from '../src/index.ts'

usageStoreContract('memory', () => memoryUsage(), { makeWithoutRows: () => memoryUsage({ maxRows: 0 }) })
