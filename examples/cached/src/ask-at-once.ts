import { type CacheStatistics, cache } from '@aiu/cache'
import { sqliteStore } from '@aiu/cache-sqlite'
import { createClient } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

export interface Told {
  readonly asked: number
  /** Of all questions together, in ms. */
  readonly ms: number
  readonly statistics: CacheStatistics
}

/** Asks the same question so many times at once, and tells what the cache made of it. */
export async function askAtOnce(asked: number, baseURL: string, path: string): Promise<Told> {
  await using store = sqliteStore({ path })
  // A slow disk shall not change what this shows: by default a store may take 100 ms.
  const answers = cache(store, { patienceMs: 5_000 })
  const ai = createClient(openaiCompatible({ baseURL, model: 'small' }), answers)
  const started = performance.now()
  await Promise.all(Array.from({ length: asked }, () => ai.ask('What is the capital of France?')))
  const ms = performance.now() - started
  // What was answered is written off the answer's path: wait for it before the process ends.
  await answers.settled()
  return { asked, ms, statistics: answers.statistics() }
}
