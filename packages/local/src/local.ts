import {
  AiuError,
  type ChatEvent,
  type ChatResult,
  type EmbeddingProvider,
  isAiuError,
  type ModelListProvider,
} from '@aiu/core'
import { raceAbort } from '@aiu/core/layer-kit'
import { chatResult } from './chat/chat-result.ts'
import { chatStream } from './chat/chat-stream.ts'
import type { LocalChatRequest } from './chat/local-request.ts'
import { embed } from './embed.ts'
import { engineOf } from './engine/engine-of.ts'
import type { OpenModel } from './engine/open-model.ts'
import { sharedWork } from './engine/shared-work.ts'
import { signalGroup } from './engine/signal-group.ts'
import type { Seat } from './engine/turnstile.ts'
import { DEFAULT_MODEL } from './files/default-model.ts'
import { type FoundModel, findModel, folderOf, type ModelPlace, modelId } from './files/find-model.ts'
import { obtainModel } from './files/obtain-model.ts'
import { listModels } from './list-models.ts'
import { checkOptions, type LocalOptions } from './options.ts'

/** Answers with a model in this process. */
export interface LocalProvider extends EmbeddingProvider, ModelListProvider {
  readonly name: 'local'
  chat(request: LocalChatRequest): Promise<ChatResult>
  stream(request: LocalChatRequest): AsyncIterable<ChatEvent>
  /** Frees the model's memory. Calls under way are aborted; a later call loads the model again. */
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A GGUF model in this process, with node-llama-cpp. Nothing is read or loaded before the first call; that one finds the model, or
 * downloads a small one (`download`), and loads it.
 *
 * @example await ask(local(), 'What is the capital of France?')
 */
export function local(options: LocalOptions = {}): LocalProvider {
  checkOptions(options)
  const { model, modelsDir, onProgress: tell = () => {} } = options
  const place = (): ModelPlace => ({ model, modelsDir, env: options.env ?? process.env })
  const { module, seats } = engineOf(options, tell)

  let chosen: FoundModel | undefined
  const obtained = sharedWork((signal) =>
    obtainModel({ folder: folderOf(place()), env: place().env, download: options.download, tell, signal }),
  )
  const choose = async (asked: string | undefined, signal: AbortSignal | undefined): Promise<FoundModel> => {
    chosen ??= findModel(place())
    if (asked === undefined || asked === chosen?.id || asked === chosen?.path) {
      chosen ??= await obtained(signal)
      return chosen
    }
    return findAsked(place(), asked) ?? obtained(signal)
  }
  const sit = async (
    asked: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Seat<OpenModel>> => {
    // Before a download of 100 MB that nothing could run.
    await module(signal)
    return seats.enter((await choose(asked, signal)).path, signal)
  }
  const calls = signalGroup()
  const stream = (request: LocalChatRequest) =>
    chatStream(request, (signal) => sit(request.model, signal), calls.link)
  const dispose = (): Promise<void> => {
    const reason = new AiuError('aborted', 'The local model was disposed of.', { provider: 'local' })
    calls.abort(reason)
    return seats.empty(reason)
  }

  return {
    name: 'local',
    get defaultModel() {
      return chosen?.id ?? expectedId(place())
    },
    stream,
    chat: async (request) => chatResult(stream(request)),
    async embed(request) {
      const { signal, unlink } = calls.link(request.signal)
      try {
        signal.throwIfAborted()
        const seat = await sit(request.model, signal)
        return await raceAbort(embed(seat.resource, request, signal).finally(seat.leave), signal)
      } catch (cause) {
        signal.throwIfAborted()
        throw cause
      } finally {
        unlink()
      }
    },
    listModels: ({ signal }) => listModels(place(), () => module(signal).catch(() => undefined), signal),
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

/** The model that will answer, as far as a look at the disk can tell; it stands in cache keys. */
function expectedId(place: ModelPlace): string {
  try {
    return findModel(place)?.id ?? modelId(DEFAULT_MODEL.file)
  } catch {
    return modelId(place.model ?? DEFAULT_MODEL.file)
  }
}

/** The model that one request names. */
function findAsked(place: ModelPlace, model: string): FoundModel | undefined {
  try {
    return findModel({ ...place, model })
  } catch (cause) {
    if (!isAiuError(cause)) throw cause
    throw new AiuError('not-found', cause.message, {
      cause,
      provider: 'local',
      model,
      hint: 'listModels() tells the models that are there.',
    })
  }
}
