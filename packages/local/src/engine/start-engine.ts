import { AiuError } from '@aiu/core'
import { installHint } from './install-hint.ts'
import type { Llama, LlamaEngine } from './load-engine.ts'

export interface EngineOptions {
  readonly threads: number
  readonly gpu: 'auto' | 'metal' | 'cuda' | 'vulkan' | false
}

/** An engine that runs. */
export interface StartedEngine {
  readonly llama: Llama
  /** What it has said of errors, the last five. */
  readonly words: string[]
}

const KEPT = 5

// The engine first tries its binary in a process of its own, started with the flags of this one.
const FROM_TEXT = /--input-type/
const RUN_A_FILE = 'Run your program from a file: the engine cannot be started under --input-type.'

/**
 * The engines that run in this process. Providers share one: it holds them together to its number of threads, and takes no memory worth
 * freeing. It ends with the process.
 */
const running = new WeakMap<LlamaEngine, Map<string, Promise<StartedEngine>>>()

/** An engine with these options, started if there is none. It never builds from source, downloads nothing and prints nothing. */
export async function startEngine(engine: LlamaEngine, options: EngineOptions): Promise<StartedEngine> {
  const engines = running.get(engine) ?? new Map<string, Promise<StartedEngine>>()
  running.set(engine, engines)
  const key = `${options.threads} ${options.gpu}`
  const known = engines.get(key)
  if (known && !(await known).llama.disposed) return known
  const starting = start(engine, options)
  engines.set(key, starting)
  starting.catch(() => engines.delete(key))
  return starting
}

async function start(engine: LlamaEngine, { threads, gpu }: EngineOptions): Promise<StartedEngine> {
  const words: string[] = []
  const wish = gpu && gpu !== 'auto' ? gpu : undefined
  try {
    const llama = await engine.getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      // Both this and each context's `threads` must be set, or the engine takes every core.
      maxThreads: threads,
      logLevel: engine.LlamaLogLevel.error,
      logger: (_level, said) => {
        words.push(said.trim())
        if (words.length > KEPT) words.shift()
      },
    })
    // Where it has no such binary, it takes the one for the CPU without a word.
    if (wish && llama.gpu !== wish) throw new Error(`it would use ${llama.gpu || 'the CPU'}`)
    return { llama, words }
  } catch (cause) {
    throw new AiuError(
      'configuration',
      `The engine node-llama-cpp has no binary that runs here${wish ? ` with gpu "${wish}"` : ''}: ${(cause as Error).message}.`,
      {
        cause,
        provider: 'local',
        hint: FROM_TEXT.test(process.execArgv.join(' ')) ? RUN_A_FILE : installHint(),
      },
    )
  }
}
