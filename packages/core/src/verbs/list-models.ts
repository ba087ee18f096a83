import { runCall } from '../call/run-call.ts'
import type { CallOptions } from '../words/call-options.ts'
import type { ModelInfo } from '../words/models.ts'
import type { ModelListProvider } from '../words/provider.ts'
import { need } from './need.ts'

/** The models the server offers now. Rejects with an `AiuError`. */
export async function listModels(
  provider: ModelListProvider,
  options: CallOptions = {},
): Promise<readonly ModelInfo[]> {
  const { models } = await runCall(need(provider, 'listModels'), 'listModels', options)
  return models
}
