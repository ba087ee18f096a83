import type { ModelsResult } from '@aiu/core'
import type { Server } from '@aiu/core/http'
import { listOf } from './list-of.ts'

interface WireModel {
  readonly id: string
  /** OpenRouter, Together */
  readonly context_length?: number
  /** Groq */
  readonly context_window?: number
  /** vLLM */
  readonly max_model_len?: number
}

export const modelsResult = (server: Server, text: string): ModelsResult => ({
  models: listOf<WireModel>(server, text).data.map((model) => ({
    id: model.id,
    contextLength: model.context_length ?? model.context_window ?? model.max_model_len,
  })),
})
