import { AiuError, isAiuError } from '@aiu/core'
import type { LlamaChat, LlamaContextSequence, LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp'
import { modelId } from '../files/find-model.ts'
import { checkMemory } from './check-memory.ts'
import type { Llama, LlamaEngine } from './load-engine.ts'
import type { StartedEngine } from './start-engine.ts'

/** A model in memory, with as many contexts as answers may be made at once. */
export interface OpenModel {
  readonly id: string
  readonly llama: Llama
  readonly model: LlamaModel
  /** One for each place. */
  readonly chats: readonly LlamaChat[]
  /** Made when first asked for: it takes memory of its own. */
  embedding(): Promise<LlamaEmbeddingContext>
  close(): Promise<void>
}

export interface OpenModelOptions {
  readonly engine: LlamaEngine
  readonly started: StartedEngine
  readonly path: string
  readonly contextSize: number | undefined
  readonly threads: number
  readonly places: number
  readonly signal: AbortSignal
}

const CONTEXT_SIZE = 4096

/** Loads a model file. Throws `configuration` for one that cannot be loaded. */
export async function openModel(options: OpenModelOptions): Promise<OpenModel> {
  const { engine, path, threads, places, signal } = options
  const { llama, words } = options.started
  words.length = 0
  let model: LlamaModel | undefined
  try {
    model = await llama.loadModel({ modelPath: path, loadSignal: signal })
    const contextSize = options.contextSize ?? Math.min(CONTEXT_SIZE, model.trainContextSize)
    await checkMemory(llama, model, contextSize, places)
    const context = await model.createContext({
      contextSize,
      threads,
      sequences: places,
      createSignal: signal,
    })
    const chats = chatsOf(
      engine,
      Array.from({ length: places }, () => context.getSequence()),
    )
    return opened(model, { llama, chats, contextSize, threads, id: modelId(path) })
  } catch (cause) {
    await model?.dispose()
    if (signal.aborted) throw signal.reason
    if (isAiuError(cause)) throw cause
    throw new AiuError(
      'configuration',
      `The model ${modelId(path)} does not load: ${words[0] || (cause as Error).message}`,
      {
        cause,
        provider: 'local',
        hint: /memory|vram/i.test(String(cause))
          ? 'Give local() a smaller contextSize, or use a smaller model.'
          : 'Use a whole .gguf file of a model that llama.cpp knows; delete a broken one, so that it is fetched again.',
      },
    )
  }
}

/** To find out how a model is spoken to takes a while, so it is done once. */
function chatsOf({ LlamaChat }: LlamaEngine, sequences: readonly LlamaContextSequence[]): LlamaChat[] {
  const chats: LlamaChat[] = []
  for (const contextSequence of sequences)
    chats.push(new LlamaChat({ contextSequence, chatWrapper: chats[0]?.chatWrapper ?? 'auto' }))
  return chats
}

interface Opened {
  readonly id: string
  readonly llama: Llama
  readonly chats: readonly LlamaChat[]
  readonly contextSize: number
  readonly threads: number
}

function opened(model: LlamaModel, { id, llama, chats, contextSize, threads }: Opened): OpenModel {
  let embedding: Promise<LlamaEmbeddingContext> | undefined
  return {
    id,
    llama,
    model,
    chats,
    embedding() {
      embedding ??= model.createEmbeddingContext({ contextSize, threads })
      embedding.catch(() => {
        embedding = undefined
      })
      return embedding
    },
    close: () => model.dispose(),
  }
}
