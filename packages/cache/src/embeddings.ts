import { AiuError, type EmbedRequest, type EmbedResponse, type Endpoint, type Layer } from '@aiu/core'
import { type Entry, VERSION } from './entry/entry.ts'
import { type Flight, flight } from './flight/flight.ts'
import type { House } from './house.ts'
import { answeredBy } from './keepable.ts'
import { fieldsOf, questionOf, textOf } from './key/question.ts'
import type { Shelf } from './store/shelf.ts'

/** One text, and where its vector is kept. */
interface Sought {
  readonly text: string
  readonly key: string
  readonly question: Readonly<Record<string, unknown>>
  entry?: Entry | undefined
}

/** The hook for embeddings: each text is kept by itself, so that a batch asks only for those that are new. */
export function embeddings(house: House): Required<Pick<Layer, 'embed'>> {
  const { all, counted } = house
  const flights = new Map<string, Flight<EmbedResponse>>()

  const seek = async (
    shelf: Shelf,
    endpoint: Endpoint,
    request: EmbedRequest,
    text: string,
  ): Promise<Sought> => {
    const question = questionOf('embed', endpoint, { ...request, input: [text] })
    const key = await shelf.key(await textOf(question))
    const entry = request.cache === 'refresh' ? undefined : await shelf.get(key)
    return { text, key, question, entry: entry?.vector && all.clock() < entry.expires ? entry : undefined }
  }

  /** The vectors of texts that are not kept; equal batches under way share one call. */
  const fetched = (
    shelf: Shelf,
    missing: readonly Sought[],
    endpoint: Endpoint,
    run: (signal: AbortSignal) => Promise<EmbedResponse>,
    signal: AbortSignal | undefined,
  ): { readonly answer: Promise<IteratorResult<EmbedResponse, undefined>>; readonly shared: boolean } => {
    const id = JSON.stringify([shelf.namespace, ...missing.map(({ key }) => key)])
    const under = flights.get(id)
    if (under?.open) return { answer: under.read(signal).next(), shared: true }
    const made = flight<EmbedResponse>({
      async *run(own) {
        yield await run(own)
      },
      isLast: () => true,
      seen: () => 0,
      mostKept: all.maxCharacters,
      end(items) {
        if (flights.get(id) === made) flights.delete(id)
        const [response] = items ?? []
        if (response && answeredBy(endpoint, response.attempts) === endpoint)
          house.later(store(shelf, missing, response))
      },
    })
    if (all.share) flights.set(id, made)
    return { answer: made.read(signal).next(), shared: false }
  }
  const store = async (
    shelf: Shelf,
    missing: readonly Sought[],
    { embeddings, model }: EmbedResponse,
  ): Promise<void> => {
    const at = all.clock()
    for (const [index, { key, question }] of missing.entries()) {
      const vector = embeddings[index]
      if (!vector) continue
      const entry: Entry = {
        version: VERSION,
        at,
        expires: at + all.ttlMs,
        vector: Object.freeze([...vector]),
        model,
        fields: shelf.listed ? await fieldsOf(question) : undefined,
      }
      await shelf.set(key, entry)
      counted.stored(0)
    }
  }

  return {
    async embed(request, next, endpoint) {
      if (request.cache === 'bypass') return next(request)
      const shelf = house.shelf(request.namespace)
      const texts = [...new Set(request.input)]
      const sought = new Map(
        await Promise.all(
          texts.map(async (text) => [text, await seek(shelf, endpoint, request, text)] as const),
        ),
      )
      const missing = [...sought.values()].filter(({ entry }) => !entry)
      const vectors = new Map(Array.from(sought, ([text, { entry }]) => [text, entry?.vector ?? []] as const))
      const inOrder = (): (readonly number[])[] => request.input.map((text) => vectors.get(text) ?? [])
      counted.count('hits', texts.length - missing.length)
      if (!missing.length) {
        const oldest = [...sought.values()].reduce(
          (at, { entry }) => Math.min(at, entry?.at ?? at),
          all.clock(),
        )
        return {
          provider: endpoint.name,
          model: sought.get(texts[0] ?? '')?.entry?.model ?? '',
          embeddings: inOrder(),
          cached: { at: oldest, ageMs: all.clock() - oldest, store: shelf.storeName },
          attempts: [],
          warnings: [],
          timing: { totalMs: 0 },
        }
      }
      if (request.cache === 'only')
        throw new AiuError(
          'unsupported',
          `${missing.length} of ${texts.length} texts are not in the cache, and \`cache: 'only'\` allows no other.`,
          {
            hint: 'Ask with another `cache`.',
          },
        )
      const run = (signal: AbortSignal): Promise<EmbedResponse> =>
        next({
          ...request,
          input: missing.map(({ text }) => text),
          signal,
          deadline: undefined,
          tags: undefined,
        })
      const { answer, shared } = fetched(shelf, missing, endpoint, run, request.signal)
      counted.count(shared ? 'shared' : 'misses', missing.length)
      const response = (await answer).value as EmbedResponse
      for (const [index, { text }] of missing.entries()) vectors.set(text, response.embeddings[index] ?? [])
      if (shared) counted.saved(response.usage, response.cost)
      const cached = { at: all.clock(), ageMs: 0, store: shelf.storeName, shared }
      return { ...response, embeddings: inOrder(), ...(shared && { cached, attempts: [] }) }
    },
  }
}
