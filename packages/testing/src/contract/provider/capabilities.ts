import { embed, listModels } from '@aiu/core'
import { must, same, show } from '../rule.ts'
import type { Check } from './check.ts'

const TEXTS = ['a', 'bbb', 'cc', 'dddd']

/** What a provider can do beside answering. One that cannot says so before anything is sent. */
export const capabilityChecks: readonly Check[] = [
  {
    name: 'embed: one vector for each text, in their order',
    wants: 'as many vectors as texts, in the order of the texts; or no method embed',
    because: 'a vector that belongs to another text is found for ever under the wrong one',
    async run(bench) {
      const provider = await bench.good()
      if (typeof provider.embed !== 'function') {
        await bench.fails(() => embed(provider as never, TEXTS), { requests: 0 })
        return
      }
      const vectors = await embed(provider as never, TEXTS)
      const sizes = vectors.embeddings.map(([size]) => size)
      must(
        same(
          sizes,
          TEXTS.map(({ length }) => length),
        ),
        () => `The vectors came as ${show(vectors.embeddings)}.`,
      )
      const [one] = (await embed(provider as never, 'a')).embeddings
      must(one?.[0] === 1, () => `The vector of one text is ${show(one)}.`)
    },
  },
  {
    name: 'listModels: what the server offers',
    wants: 'the ids that the server tells; or no method listModels',
    because: 'they are what may be asked for',
    async run(bench) {
      const provider = await bench.good()
      if (typeof provider.listModels !== 'function') {
        await bench.fails(() => listModels(provider as never), { requests: 0 })
        return
      }
      const ids = (await listModels(provider as never)).map(({ id }) => id)
      must(same(ids, ['example-1', 'example-2']), () => `The ids are ${show(ids)}.`)
    },
  },
]
