import { providerContract } from '@aiu/testing'
import { telegraph } from '@aiu-examples/own-provider'
import { telegraphWire } from './telegraph-wire.ts'

providerContract('telegraph', telegraph, {
  wire: telegraphWire,
  entry: new URL('../src/index.ts', import.meta.url),
})
