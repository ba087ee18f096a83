import { observe } from '@aiu/core'
import { layerContract } from '@aiu/testing'

layerContract('observe', (ended) => observe({ name: 'log', end: ended }), { looks: true })
