// Your provider keeps the contract: a vitest suite, faults included
import { providerContract } from '@aiu/testing'
import { mine } from './12-own-provider.ts'

providerContract('mine', ({ baseURL }) => mine({ baseURL, apiKey: 'test' }))
