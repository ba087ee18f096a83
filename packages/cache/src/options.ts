import { AiuError, type ChatRequest, type ChatResponse } from '@aiu/core'
import { checkNumber, isolatesRequests } from '@aiu/core/layer-kit'
import type { StoreReport } from './store/guard.ts'

export interface CacheOptions {
  /** How long an answer is kept, in ms, at most 10 years. Default 1 hour. */
  readonly ttlMs?: number | undefined
  /** For so long after its time, in ms, an answer is still given, while a new one is fetched. Default 0. */
  readonly staleMs?: number | undefined
  /** Answers of one namespace are not seen in another. Default "default". */
  readonly namespace?: string | undefined
  /** A question asked at a higher temperature is neither looked up nor kept. Default 0.7. One without a temperature is. */
  readonly maxTemperature?: number | undefined
  /** Is this answer worth keeping? Asked of complete answers only. Default: yes. */
  readonly when?: ((request: ChatRequest, response: ChatResponse) => boolean) | undefined
  /** How a stream out of the cache comes: all at once, or as it came. Default `at-once`. */
  readonly replay?: 'at-once' | 'recorded' | undefined
  /** What a fallback's backup answers: not kept (the default), or kept as the backup's own, for when it is asked itself. */
  readonly backups?: 'skip' | 'own' | undefined
  /**
   * Do equal questions under way share one call? Default: yes, but not in Cloudflare Workers, where one request may not read what
   * another one fetches.
   */
  readonly share?: boolean | undefined
  /** For how long the right to fill a key is held across processes, in ms, where the store can lease it. 0: not at all. Default 30,000. */
  readonly leaseMs?: number | undefined
  /** Longer answers are not kept. In characters, default 1,048,576. */
  readonly maxCharacters?: number | undefined
  /** How long each call of the store may take, in ms. Default 100. */
  readonly patienceMs?: number | undefined
  /** Told when the store goes down and when it is back, once each. */
  readonly onReport?: ((report: StoreReport) => void) | undefined
  /** Keeps the question itself beside the answer, for `explainMiss`. Default: marks of its fields alone, which tell nothing of it. */
  readonly keepQuestions?: boolean | undefined
  /** Unix ms. Default `Date.now`. */
  readonly clock?: (() => number) | undefined
}

/** The options with their defaults. */
export type Settled = CacheOptions & {
  readonly [K in
    | 'ttlMs'
    | 'staleMs'
    | 'namespace'
    | 'maxTemperature'
    | 'leaseMs'
    | 'maxCharacters'
    | 'patienceMs'
    | 'share'
    | 'clock']: Exclude<CacheOptions[K], undefined>
}

const TEN_YEARS = 315_360_000_000

const RANGES = [
  ['ttlMs', 3_600_000, 1, TEN_YEARS],
  ['staleMs', 0, 0, TEN_YEARS],
  ['maxTemperature', 0.7, 0, 2],
  ['leaseMs', 30_000, 0, 3_600_000],
  ['maxCharacters', 1_048_576, 1, 2 ** 30],
  ['patienceMs', 100, 1, 600_000],
] as const

const refuse = (what: string): never => {
  throw new AiuError('configuration', `cache: ${what}.`)
}

/** Throws `configuration` for values that cannot be meant. */
export function settled(options: CacheOptions): Settled {
  const { namespace = 'default', clock = Date.now, share } = options
  const all: Record<string, unknown> = {
    ...options,
    namespace: namespaceOf(namespace),
    // One request of a Worker may not read what another one fetches.
    share: share ?? !isolatesRequests(),
    clock,
  }
  for (const [name, usual, low, high] of RANGES) {
    const { [name]: value = usual } = options
    checkNumber(`cache: ${name}`, value, low, high)
    all[name] = value
  }
  return all as unknown as Settled
}

/** Any name is one, but none at all. */
export const namespaceOf = (name: string): string =>
  typeof name === 'string' && name ? name : refuse(`the namespace is ${JSON.stringify(name)}, not a name`)
