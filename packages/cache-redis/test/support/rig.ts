import { type CacheLayer, type CacheOptions, cache, type StoreReport } from '@aiu/cache'
import { type RedisStore, redisStore } from '@aiu/cache-redis'
import { createClient, embed, wrap } from '@aiu/core'
import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import type { LoopbackServer } from '@aiu/testing/node'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { onTestFinished } from 'vitest'
import { type UpstreamOptions, upstream } from './upstream.ts'

export const KINDS = ['ask', 'stream', 'embed'] as const
export type Kind = (typeof KINDS)[number]

interface Told {
  readonly text: string
  readonly ms: number
  readonly hit: boolean
}

export interface Rig {
  readonly store: RedisStore
  readonly layer: CacheLayer
  readonly server: LoopbackServer
  readonly reports: readonly StoreReport[]
  /** What came, and how long it took. */
  put(kind: Kind, question: string, signal?: AbortSignal): Promise<Told>
}

/** A client with a cache in Redis before a server on loopback. */
export async function rig(
  { url, prefix }: { readonly url: string; readonly prefix?: string },
  options: CacheOptions = {},
  upstreamOptions: UpstreamOptions = {},
): Promise<Rig> {
  const server = await upstream(upstreamOptions)
  const reports: StoreReport[] = []
  const store = redisStore({ url, prefix })
  onTestFinished(() => store.close())
  const layer = cache(store, { onReport: (report) => reports.push(report), ...options })
  const { baseURL } = server
  const chats = createClient(openaiCompatible({ baseURL, model: 'small' }), layer)
  const vectors = wrap(openaiCompatibleEmbeddings({ baseURL, model: 'small' }), layer)
  const answer = async (kind: Kind, question: string, signal?: AbortSignal): Promise<Omit<Told, 'ms'>> => {
    if (kind === 'ask') {
      const { text, cached } = await chats.ask(question, { signal })
      return { text, hit: !!cached }
    }
    if (kind === 'stream') {
      const { text, cached } = await chats.stream(question, { signal }).response
      return { text, hit: !!cached }
    }
    const { embeddings, cached } = await embed(vectors, question, { signal })
    return { text: String(embeddings[0]), hit: !!cached }
  }
  return {
    store,
    layer,
    server,
    reports,
    async put(kind, question, signal) {
      const started = loopNow()
      const told = await answer(kind, question, signal)
      return { ...told, ms: loopNow() - started }
    },
  }
}

/** What the server on loopback answers. */
export const expected = (kind: Kind, question: string): string =>
  kind === 'embed' ? `${question.length},1` : `Of ${question}`
