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
