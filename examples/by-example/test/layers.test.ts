import { layerContract } from '@aiu/testing'
import { log } from '../src/13-own-layer.ts'

// The example's layer keeps what every layer keeps.
layerContract('log', (ended) => log(ended), { looks: true })
