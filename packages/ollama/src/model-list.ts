import type { ModelInfo, ModelListProvider, ModelsResult } from '@aiu/core'
import { readText, type Server } from '@aiu/core/http'
import type { Ask } from './sdk-carrier.ts'
import { shownModel, taggedModel, tagsOf } from './wire/models.ts'

/** How many models are asked about at a time. */
const AT_ONCE = 4

type Fetched = (ask: Ask, signal?: AbortSignal) => Promise<Response>

export interface ModelList extends Pick<ModelListProvider, 'listModels'> {
  /** One request: what the list itself tells. */
  listNames(signal?: AbortSignal): Promise<ModelsResult>
}

/** The list of models tells names; what each one can do is asked one by one, where the list does not say. One that does not tell is listed without. */
export function modelList(server: Server, fetched: Fetched): ModelList {
  const text = async (ask: Ask, signal?: AbortSignal): Promise<string> =>
    readText(server, await fetched(ask, signal), signal)

  const listNames = async (signal?: AbortSignal): Promise<{ models: ModelInfo[] }> => {
    const tags = tagsOf(server, await text((sdk) => sdk.list(), signal))
    return { models: tags.map(taggedModel) }
  }
  const shown = async (tagged: ModelInfo, signal?: AbortSignal): Promise<ModelInfo> => {
    const { id, contextLength, capabilities } = tagged
    if (contextLength && capabilities) return tagged
    try {
      return shownModel(server, id, await text((sdk) => sdk.show({ model: id }), signal))
    } catch (error) {
      if (signal?.aborted) throw error
      return tagged
    }
  }
  return {
    listNames,
    async listModels({ signal }) {
      const { models } = await listNames(signal)
      let next = 0
      const work = async (): Promise<void> => {
        for (let at = next++; at < models.length; at = next++)
          models[at] = await shown(models[at] as ModelInfo, signal)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return { models }
    },
  }
}
