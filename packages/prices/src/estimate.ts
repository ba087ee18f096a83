import type { Endpoint, Operation, Priced, Usage } from '@aiu/core'
import type { Explained } from './explained.ts'

/** What a request is asked of. */
export interface EstimateOf {
  /** Its provider. Of several in one, the dearest counts. */
  readonly endpoint: Endpoint
  /** Default "chat". */
  readonly operation?: Operation | undefined
  /** Taken for the answer where the request has no `maxTokens`. Default 4,096. */
  readonly assumedTokens?: number | undefined
  /** Unix ms. Default now. */
  readonly at?: number | undefined
}

/** Taken for an image, a sound or a file. */
const MEDIA_TOKENS = 2_000
/** A server's own words around a question. */
const FRAME_TOKENS = 100
/** A recording of 16 kbit a second; few that are understood have less. */
const BYTES_A_SECOND = 2_000
const READ = ['messages', 'tools', 'output', 'input', 'text', 'prompt']

/** No tokenizer makes more tokens than there are bytes. */
function tokensIn(value: unknown): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length
  if (typeof value !== 'object' || !value) return 0
  if (value instanceof Uint8Array || value instanceof URL) return MEDIA_TOKENS
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + tokensIn(one), 0)
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + tokensIn(one), 0)
}

/** What a request may cost at most, as `budget` of @aiu/limits reckons it. A recording is taken to be as long as its bytes can be. */
export function estimate(
  request: object,
  { endpoint, operation = 'chat', assumedTokens = 4_096, at = Date.now() }: EstimateOf,
  explain: (usage: Usage, of: Priced) => Explained,
): Explained {
  const { model, maxTokens, messages, text, audio, n } = request as {
    readonly [K in 'model' | 'maxTokens' | 'messages' | 'text' | 'audio' | 'n']?: unknown
  }
  const asked = request as Readonly<Record<string, unknown>>
  const inputTokens = READ.reduce((sum, name) => sum + tokensIn(asked[name]), FRAME_TOKENS)
  const outputTokens = typeof maxTokens === 'number' ? maxTokens : assumedTokens
  const usage: Usage = {
    ...(operation !== 'transcribe' && { inputTokens }),
    ...(messages ? { outputTokens, reasoningTokens: 0 } : {}),
    ...(typeof text === 'string' && { characters: text.length }),
    ...(audio instanceof Uint8Array && { audioSeconds: audio.length / BYTES_A_SECOND }),
    ...(operation === 'generateImage' && { images: typeof n === 'number' ? n : 1 }),
    source: 'estimated',
  }
  const atMost = (one: Endpoint, asked?: string): Explained => {
    if (one.members?.length) {
      const each = one.members.map((member, place) => atMost(member, place ? undefined : asked))
      return each.find(({ why }) => why) ?? dearest(each)
    }
    const of = { endpoint: one, model: asked ?? one.defaultModel ?? '', operation, at }
    const plain = explain(usage, of)
    // Some vendors write a question into their cache unasked, for more than it costs to read it.
    return plain.cost
      ? dearest([plain, explain({ ...usage, cacheWriteTokens: usage.inputTokens }, of)])
      : plain
  }
  return atMost(endpoint, typeof model === 'string' ? model : undefined)
}

const dearest = (all: readonly Explained[]): Explained =>
  all.reduce((most, one) => ((one.cost?.amount ?? 0) > (most.cost?.amount ?? 0) ? one : most))
