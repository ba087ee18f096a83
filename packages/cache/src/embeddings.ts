import {
  AiuError,
  type Cached,
  type EmbedRequest,
  type EmbedResponse,
  type Endpoint,
  type Layer,
} from '@aiu/core'
import { type Entry, VERSION } from './entry/entry.ts'
import { type Flight, flight } from './flight/flight.ts'
import { single } from './flight/opening.ts'
import type { House } from './house.ts'
import { answeredBy } from './keepable.ts'
import { fieldsOf, questionOf, textOf } from './key/question.ts'
import type { Shelf } from './store/shelf.ts'

/** One text, and where its vector is kept. */
interface Sought {
  readonly text: string
  readonly key: string
  readonly asked: EmbedRequest
  readonly entry: Entry | undefined
}

/** The hook for embeddings: each text is kept by itself, so that a batch asks only for those that are new. */
export function embeddings(house: House): Required<Pick<Layer, 'embed'>> {
  const { all, counted } = house
  const flights = new Map<string, Flight<EmbedResponse>>()
  /** What is on its way into the store. */
  const landing = new Map<string, Entry>()
  const idOf = ({ namespace }: Shelf, keys: readonly string[]): string => JSON.stringify([namespace, ...keys])

  const seek = async (
    shelf: Shelf,
    endpoint: Endpoint,
    request: EmbedRequest,
    text: string,
  ): Promise<Sought> => {
    const asked = { ...request, input: [text] }
    const key = await shelf.key(await textOf('embed', endpoint, asked))
    const kept =
      request.cache === 'refresh' ? undefined : (landing.get(idOf(shelf, [key])) ?? (await shelf.get(key)))
    return { text, key, asked, entry: kept?.vector && all.clock() < kept.expires ? kept : undefined }
  }
  const store = (
    shelf: Shelf,
    endpoint: Endpoint,
    missing: readonly Sought[],
    { embeddings, model }: EmbedResponse,
  ): void => {
    const at = all.clock()
    for (const [index, { key, asked }] of missing.entries()) {
      const vector = Object.freeze([...(embeddings[index] ?? [])])
      const entry: Entry = { version: VERSION, at, expires: at + all.ttlMs, vector, model }
      const id = idOf(shelf, [key])
      const keep = async (): Promise<void> => {
        const fields = shelf.listed ? await fieldsOf(questionOf('embed', endpoint, asked)) : undefined
        await shelf.set(key, { ...entry, fields })
        counted.stored(0)
        if (landing.get(id) === entry) landing.delete(id)
      }
      landing.set(id, entry)
      house.later(keep())
    }
  }
  /** The vectors of texts that are not kept; equal batches under way share one call. */
  const fetched = (
    shelf: Shelf,
    missing: readonly Sought[],
    endpoint: Endpoint,
    request: EmbedRequest,
    next: (request: EmbedRequest) => Promise<EmbedResponse>,
  ): { readonly flight: Flight<EmbedResponse>; readonly shared: boolean } => {
    const id = idOf(
      shelf,
      missing.map(({ key }) => key),
    )
    const under = flights.get(id)
    if (under?.open) return { flight: under, shared: true }
    const input = missing.map(({ text }) => text)
    const made = flight<EmbedResponse>({
      run: (signal) =>
        single(async () => {
          const response = await next({ ...request, input, signal, deadline: undefined, tags: undefined })
          const { length } = response.embeddings
          if (length === input.length) return response
          throw new AiuError('malformed', `${length} vectors came for ${input.length} texts.`, {
            provider: endpoint.name,
          })
        }),
      isLast: () => true,
      seen: () => 0,
      mostKept: all.maxCharacters,
      end(came) {
        if (flights.get(id) === made) flights.delete(id)
        const [response] = typeof came === 'string' ? [] : came
        if (
          response &&
          !response.cached &&
          answeredBy(endpoint, response.attempts, request.model) === endpoint
        )
          store(shelf, endpoint, missing, response)
      },
    })
    if (all.share) flights.set(id, made)
    return { flight: made, shared: false }
  }

  return {
    async embed(request, next, endpoint) {
      if (request.cache === 'bypass') return next(request)
      const shelf = house.shelf(request.namespace)
      const texts = [...new Set(request.input)]
      const sought = await Promise.all(texts.map(async (text) => seek(shelf, endpoint, request, text)))
      const missing = sought.filter(({ entry }) => !entry)
      const vectors = new Map<string, readonly number[]>()
      for (const { text, entry } of sought) vectors.set(text, entry?.vector ?? [])
      const inOrder = (): (readonly number[])[] => request.input.map((text) => vectors.get(text) ?? [])
      const now = all.clock()
      const cachedAt = (at: number): Cached => ({
        at,
        ageMs: Math.max(0, now - at),
        store: shelf.storeName,
      })
      if (!missing.length) {
        counted.count('hits', texts.length)
        return {
          provider: endpoint.name,
          model: sought[0]?.entry?.model ?? '',
          embeddings: inOrder(),
          cached: cachedAt(sought.reduce((at, { entry }) => Math.min(at, entry?.at ?? at), now)),
          attempts: [],
          warnings: [],
          timing: { totalMs: 0 },
        }
      }
      if (request.cache === 'only')
        throw new AiuError(
          'unsupported',
          `${missing.length} of ${texts.length} texts are not in the cache, and \`cache: 'only'\` allows no other.`,
          { hint: 'Ask with another `cache`.' },
        )
      counted.count('hits', texts.length - missing.length)
      const { flight, shared } = fetched(shelf, missing, endpoint, request, next)
      counted.count(shared ? 'shared' : 'misses', missing.length)
      const response = await flight.first(request.signal)
      for (const [index, { text }] of missing.entries()) {
        const vector = response.embeddings[index] ?? []
        // Others have the same ones, to do with as they like.
        vectors.set(text, shared ? [...vector] : vector)
      }
      if (!shared) return { ...response, embeddings: inOrder() }
      counted.saved(response.usage, response.cost)
      return {
        ...response,
        embeddings: inOrder(),
        cached: { ...cachedAt(now), shared },
        attempts: [],
      }
    },
  }
}
