import { modelId } from '../files/find-model.ts'
import type { LocalOptions } from '../options.ts'
import type { Tell } from '../progress.ts'
import { defaultThreads } from './default-threads.ts'
import { type LlamaEngine, loadEngine } from './load-engine.ts'
import { type OpenModel, openModel } from './open-model.ts'
import { sharedWork } from './shared-work.ts'
import { startEngine } from './start-engine.ts'
import { type Turnstile, turnstile } from './turnstile.ts'

/** The engine's package, loaded when first needed, and the seats at its models, by the path of their file. */
export interface Engine {
  module(signal: AbortSignal | undefined): Promise<LlamaEngine>
  readonly seats: Turnstile<OpenModel>
}

export function engineOf(options: LocalOptions, tell: Tell): Engine {
  const { gpu = 'auto', threads = defaultThreads(), contextSize, parallel: places = 1 } = options
  const module = sharedWork(() => loadEngine(options.engine))
  const open = async (path: string, signal: AbortSignal): Promise<OpenModel> => {
    tell({ phase: 'load', message: `Loading ${modelId(path)}` })
    const engine = await module(signal)
    const started = await startEngine(engine, { threads, gpu })
    signal.throwIfAborted()
    return openModel({ engine, started, path, contextSize, threads, places, signal })
  }
  return { module, seats: turnstile({ places, open, close: (model) => model.close() }) }
}
