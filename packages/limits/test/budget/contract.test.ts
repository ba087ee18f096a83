import { layerContract } from '@aiu/testing'
import { budget } from '../../src/index.ts'

layerContract('budget', () => budget({ amount: 1e12, currency: 'tokens', per: 'day' }))
