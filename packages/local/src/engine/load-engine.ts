import { AiuError } from '@aiu/core'
import { installHint } from './install-hint.ts'

type Module = typeof import('node-llama-cpp')

/** What is used of the package `node-llama-cpp`, version 3. */
export type LlamaEngine = Pick<Module, 'getLlama' | 'LlamaChat' | 'LlamaLogLevel' | 'readGgufFileInfo'>
export type Llama = Awaited<ReturnType<Module['getLlama']>>

/** The engine's package. Throws `configuration` with the install command where it is absent or does not load. */
export async function loadEngine(engine: (() => Promise<LlamaEngine>) | undefined): Promise<LlamaEngine> {
  try {
    return await (engine ? engine() : import('node-llama-cpp'))
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string }
    const absent = code === 'ERR_MODULE_NOT_FOUND' && /node-llama-cpp/.test(message ?? '')
    throw new AiuError(
      'configuration',
      absent
        ? 'The package node-llama-cpp, which runs the model, is not installed.'
        : `The package node-llama-cpp, which runs the model, does not load: ${message}`,
      { cause, provider: 'local', hint: installHint() },
    )
  }
}

export interface EngineOptions {
  readonly threads: number
  readonly gpu: 'auto' | 'metal' | 'cuda' | 'vulkan' | false
  /** Told what the engine itself says of an error. */
  readonly onError: (words: string) => void
}

/** Starts the engine. It never builds from source, downloads nothing and prints nothing. */
export async function startEngine(
  engine: LlamaEngine,
  { threads, gpu, onError }: EngineOptions,
): Promise<Llama> {
  try {
    return await engine.getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      // Both this and each context's `threads` must be set, or the engine takes every core.
      maxThreads: threads,
      logLevel: engine.LlamaLogLevel.error,
      logger: (_level, words) => onError(words),
    })
  } catch (cause) {
    throw new AiuError(
      'configuration',
      `The engine node-llama-cpp has no binary that runs here${gpu && gpu !== 'auto' ? ` with gpu "${gpu}"` : ''}: ${(cause as Error).message}`,
      { cause, provider: 'local', hint: installHint() },
    )
  }
}
