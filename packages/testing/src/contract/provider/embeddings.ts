import { embed } from '@aiu/core'
import { must, same, show } from '../rule.ts'
import { code } from './bench.ts'
import { holds, unsupported } from './carried.ts'
import type { Check } from './check.ts'

const TEXTS = ['a', 'bbb', 'cc', 'dddd']
/** More than any vendor takes at once. */
const many = (): string[] => Array.from({ length: 2500 }, (_, index) => 'x'.repeat(1 + (index % 97)))

/** Vectors. A server of the suite puts each text's length first in its vector. */
export const embeddingChecks: readonly Check[] = [
  {
    name: 'embed: one vector for each text, in their order',
    wants: 'as many vectors as texts, in the order of the texts; or no method embed',
    because: 'a vector that belongs to another text is found for ever under the wrong one',
    async run(bench) {
      const provider = await bench.good()
      if (typeof provider.embed !== 'function') {
        const error = await bench.fails(() => embed(provider as never, TEXTS), { requests: 0 })
        code(error, 'embed', 'unsupported')
        for (const capability of ['embed', 'embed: dimensions', 'embed: usage'] as const)
          bench.prove(capability, 'no method')
        return
      }
      for (const texts of [TEXTS, ['a'], many()]) {
        const { embeddings } = await embed(provider as never, texts)
        const sizes = embeddings.map(([size]) => size)
        const wanted = texts.map(({ length }) => length)
        const wrong = wanted.findIndex((size, index) => sizes[index] !== size)
        must(
          same(sizes, wanted),
          () =>
            `${texts.length} texts have ${sizes.length} vectors, and number ${wrong} is ${show(embeddings[wrong])}.`,
        )
      }
      bench.prove('embed', 'yes')
    },
  },
  {
    name: 'embed: what it used',
    wants: 'the tokens of all texts together, as the server told them',
    because: 'thousands of texts go in several requests, and each is paid for',
    async run(bench) {
      const provider = await bench.good()
      if (typeof provider.embed !== 'function') return
      const { usage } = await embed(provider as never, 'a')
      const one = usage?.inputTokens
      const before = bench.server.requests.length
      const all = (await embed(provider as never, many())).usage?.inputTokens
      const requests = bench.server.requests.length - before
      must(
        all === (one === undefined ? undefined : one * requests),
        () => `${requests} requests of ${one} tokens each are told as ${all}.`,
      )
      bench.prove('embed: usage', one === undefined ? 'not told' : 'yes')
    },
  },
  {
    name: 'embed: how long a vector is',
    wants: '`dimensions` to reach the server; or `unsupported` before sending',
    because: 'vectors of another length do not fit where they are to be kept',
    async run(bench) {
      const provider = await bench.good()
      if (typeof provider.embed !== 'function') return
      const before = bench.server.requests.length
      try {
        await embed(provider as never, 'a', { dimensions: 77 })
      } catch (error) {
        unsupported(error, bench.server.requests.length - before)
        return bench.prove('embed: dimensions', 'refused')
      }
      must(holds(bench.server.requests.at(-1)?.body, 77), 'dimensions did not reach the server.')
      bench.prove('embed: dimensions', 'yes')
    },
  },
]
