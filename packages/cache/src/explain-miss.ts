import {
  AiuError,
  ask,
  type CacheStore,
  type ChatOptions,
  type ChatRequest,
  type Endpoint,
  type Prompt,
  type Provider,
} from '@aiu/core'
import { readEntry } from './entry/entry.ts'
import { fieldsOf, questionOf } from './key/question.ts'
import { namespaceOf } from './options.ts'
import { partOf } from './store/shelf.ts'

/** Why a question met with nothing. */
export interface Miss {
  /** Fields in which the nearest entry differs: `temperature`, `messages[1]`, `tools`. None: its time is over, or it was cut out. */
  readonly differs: readonly string[]
  /** When the nearest entry was stored, Unix ms. */
  readonly at: number
  /** Its time was over. */
  readonly expired: boolean
  /** The nearest entry's question, where the cache keeps questions. */
  readonly question?: Readonly<Record<string, unknown>> | undefined
}

export interface ExplainOptions {
  /** The cache's own. Default "default". */
  readonly namespace?: string | undefined
  /** Unix ms. Default `Date.now`. */
  readonly clock?: (() => number) | undefined
}

/**
 * What differs between a question and the nearest entry of a store; `undefined` where the store holds none. Nothing is sent.
 * @throws AiuError `unsupported`: the store cannot list its entries.
 *
 * @example const miss = await explainMiss(store, provider, 'What is the capital of France?', { temperature: 0.2 })
 */
export async function explainMiss<P extends Provider>(
  store: CacheStore,
  provider: P,
  prompt: Prompt,
  options?: ChatOptions<P>,
  { namespace = 'default', clock = Date.now }: ExplainOptions = {},
): Promise<Miss | undefined> {
  const { part, prefix } = partOf(store, namespaceOf(namespace))
  if (!part.entries)
    throw new AiuError('unsupported', 'The store cannot list its entries.', {
      hint: 'Use a store with `entries`.',
    })
  const request = await requestOf(provider, prompt, options as ChatOptions<Provider> | undefined)
  const own = await fieldsOf(questionOf('chat', provider, request))
  let nearest: Miss | undefined
  for await (const [key, value] of part.entries()) {
    const entry = key.startsWith(prefix) ? readEntry(store, value) : undefined
    const { fields } = entry ?? {}
    if (!entry?.answer || !fields) continue
    const names = new Set([...Object.keys(own), ...Object.keys(fields)])
    const differs = [...names].filter((name) => own[name] !== fields[name]).sort()
    const { at, expires, question } = entry
    if (
      !nearest ||
      differs.length < nearest.differs.length ||
      (differs.length === nearest.differs.length && at > nearest.at)
    )
      nearest = { differs, at, expired: clock() >= expires, question }
  }
  return nearest
}

/** The request as layers see it: made by core itself, and taken before it is sent. */
async function requestOf(
  endpoint: Endpoint,
  prompt: Prompt,
  options: ChatOptions<Provider> | undefined,
): Promise<ChatRequest> {
  let seen: ChatRequest | undefined
  const catcher: Provider = {
    name: endpoint.name,
    async chat(request) {
      seen = request
      return { parts: [], finishReason: 'stop' }
    },
    async *stream() {},
  }
  await ask(catcher, prompt, options)
  return seen as ChatRequest
}
