import { AiuError, type EmbedResponse, type Layer } from '@aiu/core'
import { frozen } from './entry/copied.ts'
import { single } from './flight/opening.ts'
import type { House } from './house.ts'
import type { Whole } from './item.ts'
import { put } from './keep.ts'
import { answeredBy } from './keepable.ts'
import { forAll, type Meet } from './meetings.ts'

type Embedded = Whole<EmbedResponse, readonly number[]>

/** The hook for embeddings: each text is a question by itself, under way once; those that are new go upstream in one batch. */
export function embeddings(house: House, meet: Meet): Required<Pick<Layer, 'embed'>> {
  return {
    async embed(request, next, endpoint) {
      if (request.cache === 'bypass') return next(request)
      const { input, signal } = request
      const texts = [...new Set(input)]
      const stop = new AbortController()
      const wanted: string[] = []
      let wanting = 0
      let batch: Promise<EmbedResponse> | undefined
      /** Sent when all texts have been looked for; canceled when nobody waits for any of them. */
      const send = async (): Promise<EmbedResponse> => {
        await looked
        const response = await next({ ...forAll(request, stop.signal), input: wanted })
        const { length } = response.embeddings
        if (length === wanted.length) return response
        throw new AiuError('malformed', `${length} vectors came for ${wanted.length} texts.`, {
          provider: endpoint.name,
        })
      }
      const looked = Promise.allSettled(
        texts.map(async (text) => {
          const asked = { ...request, input: [text] }
          return meet<Embedded>('embed', asked, endpoint, {
            upstream: (own) =>
              single(async () => {
                const index = wanted.push(text) - 1
                wanting++
                own.addEventListener('abort', () => --wanting || stop.abort())
                batch ??= Promise.resolve().then(send)
                const response = await batch
                const answer = response.embeddings[index] ?? []
                return { type: 'whole', response, answer, size: 0 }
              }),
            async keep(shelf, key, items) {
              const [{ response, answer }] = items as readonly [Embedded]
              const { attempts, cached, model } = response
              const own = !cached && answeredBy(endpoint, attempts, request.model) === endpoint
              if (own)
                await put(house, shelf, key, 'embed', endpoint, asked, { vector: frozen(answer), model })
              return own
            },
          })
        }),
      )
      const met = await looked
      // Those that this call has to ask for are asked for in one go, so that they are one batch.
      const answers = await Promise.all(
        met.map(async (one) => {
          if (one.status === 'rejected') throw one.reason
          const { entry, flight, cached } = one.value
          return { entry, cached, item: await flight?.first(signal) }
        }),
      )
      const vectors = new Map<string, readonly number[]>()
      for (const [at, { entry, item, cached }] of answers.entries()) {
        const vector = entry?.vector ?? item?.answer ?? []
        // Others have the same one, to do with as they like.
        vectors.set(texts[at] ?? '', item && cached ? [...vector] : vector)
      }
      const embeddings = input.map((text) => vectors.get(text) ?? [])
      const own = answers.find(({ cached }) => !cached)?.item
      if (own) return { ...own.response, embeddings }
      const [first] = answers
      const shared = answers.find(({ item }) => item)
      const response = shared?.item?.response
      // What a part of another's call used is not known.
      const whole =
        response?.embeddings.length === texts.length &&
        answers.every(({ item }) => item?.response === response)
      if (whole) house.saved(response)
      return {
        provider: endpoint.name,
        model: first?.entry?.model ?? '',
        warnings: [],
        timing: { totalMs: 0 },
        ...response,
        ...(!whole && { usage: undefined, cost: undefined }),
        embeddings,
        cached:
          shared?.cached ??
          answers
            .map((one) => one.cached)
            .reduce((one, other) => (one && other && other.at < one.at ? other : one)),
        attempts: [],
      }
    },
  }
}
