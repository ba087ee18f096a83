import { modelId } from '../files/find-model.ts'
import type { LocalOptions } from '../options.ts'
import type { Tell } from '../progress.ts'
import { defaultThreads } from './default-threads.ts'
import { type LlamaEngine, loadEngine, startEngine } from './load-engine.ts'
import { type OpenModel, openModel } from './open-model.ts'
import { sharedWork } from './shared-work.ts'
import { type Turnstile, turnstile } from './turnstile.ts'

/** The engine, started when first needed, and the seats at its models, by the path of their file. */
export interface Engine {
  module(signal: AbortSignal | undefined): Promise<LlamaEngine>
  readonly seats: Turnstile<OpenModel>
}

export function engineOf(options: LocalOptions, tell: Tell): Engine {
  const { engine, gpu = 'auto', contextSize, parallel: places = 1 } = options
  const threads = options.threads ?? defaultThreads()
  let words: string[] = []
  const onError = (said: string): void => {
    words = [...words, said.trim()].slice(-5)
  }
  const module = sharedWork(() => loadEngine(engine))
  const started = sharedWork(async (signal) => startEngine(await module(signal), { threads, gpu, onError }))

  const open = async (path: string, signal: AbortSignal): Promise<OpenModel> => {
    tell({ phase: 'load', message: `Loading ${modelId(path)}` })
    const llama = await started(signal)
    words = []
    const said = (): string => words[0] ?? ''
    return openModel({
      engine: await module(signal),
      llama,
      path,
      contextSize,
      threads,
      places,
      signal,
      words: said,
    })
  }
  return { module, seats: turnstile({ places, open, close: (model) => model.close() }) }
}
