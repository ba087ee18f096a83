import { AiuError, type EmbedResponse, type Layer } from '@aiu/core'
import { single } from './flight/single.ts'
import type { House } from './house.ts'
import type { Whole } from './item.ts'
import { put } from './keep.ts'
import { answeredBy } from './keepable.ts'
import { forAll, type Meet } from './meetings.ts'

type Embedded = Whole<EmbedResponse, readonly number[]>

/** Texts that go upstream together. */
interface Batch {
  readonly wanted: string[]
  readonly response: Promise<EmbedResponse>
  /** Nobody waits for one of them any more. */
  leave(): void
}

/** The hook for embeddings: each text is a question by itself, under way once; those that are new go upstream in one batch. */
export function embeddings(house: House, meet: Meet): Required<Pick<Layer, 'embed'>> {
  return {
    async embed(request, next, endpoint) {
      if (request.cache === 'bypass') return next(request)
      const { input } = request
      const texts = [...new Set(input)]
      let open: Batch | undefined
      /** Sent when all texts have been looked for; canceled when nobody waits for any of its own. */
      const begin = (): Batch => {
        const wanted: string[] = []
        const stop = new AbortController()
        let left = 0
        const send = async (): Promise<EmbedResponse> => {
          await looked
          open = undefined
          const response = await next({ ...forAll(request, stop.signal), input: wanted })
          const { length } = response.embeddings
          if (length === wanted.length) return response
          throw new AiuError('malformed', `${length} vectors came for ${wanted.length} texts.`, {
            provider: endpoint.name,
          })
        }
        const leave = (): void => {
          if (++left === wanted.length) stop.abort()
        }
        return { wanted, leave, response: Promise.resolve().then(send) }
      }
      const looked = Promise.allSettled(
        texts.map(async (text) => {
          const asked = { ...request, input: [text] }
          return meet<Embedded>('embed', asked, endpoint, {
            upstream: (own) =>
              single(async () => {
                open ??= begin()
                const { wanted, leave, response: coming } = open
                const index = wanted.push(text) - 1
                own.addEventListener('abort', leave)
                const response = await coming
                const answer = Object.freeze([...(response.embeddings[index] ?? [])])
                return { type: 'whole', response, answer, size: 0 }
              }),
            async keep(shelf, key, items) {
              const [{ response, answer }] = items as readonly [Embedded]
              const { attempts, cached, model } = response
              const own = !cached && answeredBy(endpoint, attempts, request.model) === endpoint
              if (own) await put(house, shelf, key, 'embed', endpoint, asked, { vector: answer, model })
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
          const { entry, items, cached } = one.value
          return { entry, cached, item: (await items?.next())?.value }
        }),
      )
      const vectors = new Map(
        answers.map(({ entry, item }, at) => [texts[at], entry?.vector ?? item?.answer]),
      )
      // Everybody gets vectors of his own, to do with as he likes.
      const embeddings = input.map((text) => [...(vectors.get(text) ?? [])])
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
