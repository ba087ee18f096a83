import { ownSignal } from '../call/own-signal.ts'
import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { ChatResponse } from '../words/chat.ts'
import type { Prompt } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'
import { ask } from './ask.ts'

/** How one of many ended. `index` is the prompt's. */
export type BatchItem =
  | { readonly index: number; readonly ok: true; readonly response: ChatResponse; readonly error?: undefined }
  | { readonly index: number; readonly ok: false; readonly error: AiuError; readonly response?: undefined }

/** `done` counts the failed too. */
export interface Progress {
  readonly done: number
  readonly failed: number
  readonly total: number
}
export interface BatchOptions {
  /** How many at once. Default 5. */
  readonly concurrency?: number | undefined
  /** The first failure aborts what runs and starts no more. Default false. */
  readonly failFast?: boolean | undefined
  /** After each. What it throws changes nothing. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/**
 * Many answers: items as they come, or `settled`, all in the order of the prompts. Nothing is asked before one of them is. Leaving
 * the loop aborts the rest; a slow loop holds back new askings.
 */
export interface Batch extends AsyncIterable<BatchItem, undefined> {
  readonly settled: Promise<readonly BatchItem[]>
}

/**
 * Many questions, some at a time, each with an outcome of its own. Never rejects for an item that failed.
 *
 * @example for await (const item of askMany(provider, prompts)) item.ok ? use(item.response) : note(item.error)
 */
export function askMany<P extends Provider>(
  provider: P,
  prompts: readonly Prompt[],
  options: ChatOptions<P> & BatchOptions = {} as ChatOptions<P>,
): Batch {
  const { concurrency = 5, failFast, onProgress, ...rest } = options as ChatOptions<Provider> & BatchOptions
  if (!(concurrency >= 1))
    throw new AiuError('invalid-request', `concurrency is ${concurrency}, not at least 1.`)
  const total = prompts.length
  const { signal, abort, link, free } = ownSignal(rest.signal)
  const items: BatchItem[] = []
  /** Those that no loop has had yet. */
  const ready: BatchItem[] = []
  let next = 0
  let done = 0
  let failed = 0
  let given = 0
  let run: Promise<unknown> | undefined
  /** Nobody waits for the items one by one, so nothing is held back. */
  let whole = false
  let change = Promise.withResolvers<void>()
  const changed = (): void => {
    change.resolve()
    change = Promise.withResolvers()
  }

  const worker = async (): Promise<void> => {
    while (next < total) {
      const index = next++
      const item = await ask<Provider>(provider, prompts[index] as Prompt, { ...rest, signal }).then(
        (response): BatchItem => ({ index, ok: true, response }),
        (cause): BatchItem => {
          const error = isAiuError(cause)
            ? cause
            : new AiuError('malformed', `Prompt ${index} failed.`, { cause })
          return { index, ok: false, error }
        },
      )
      items[index] = item
      ready.push(item)
      done++
      if (!item.ok) {
        failed++
        if (failFast)
          abort(new AiuError('aborted', 'Another prompt of this batch failed.', { cause: item.error }))
      }
      try {
        onProgress?.({ done, failed, total })
      } catch {}
      changed()
      while (!whole && ready.length > concurrency) await change.promise
    }
  }
  const start = (): Promise<unknown> => {
    if (!run) link()
    run ??= Promise.all(Array.from({ length: Math.min(concurrency, total) }, worker)).finally(free)
    return run
  }

  return {
    get settled() {
      whole = true
      changed()
      return start().then(() => items)
    },
    async *[Symbol.asyncIterator]() {
      void start()
      try {
        while (given < total) {
          const item = ready.shift()
          if (item) {
            given++
            changed()
            yield item
          } else await change.promise
        }
        await run
      } finally {
        whole = true
        if (done < total) abort()
        changed()
      }
      return undefined
    },
  }
}
