import type { Detected, ProviderSettings } from '@aiu/core'
import { address, serverRoot } from '../presets/address.ts'
import type { Preset } from '../presets/preset.ts'
import { getJson } from './get-json.ts'
import { firstChatModel, type ListedModel, listedModels, ollamaModels } from './listed-models.ts'

/** How long a probe may take where the settings bring no signal. */
const PATIENCE_MS = 1_000

/**
 * What servers say of themselves in `owned_by`, so that two that share a default port are told apart. vLLM
 * (vllm/entrypoints/openai), FastChat (fastchat/protocol/openai_api_protocol.py), llama-server (tools/server), Ollama
 * (openai/openai.go), text-generation-webui (extensions/openai/models.py), SGLang.
 */
const MARKS: Readonly<Record<string, string>> = {
  vllm: 'vllm',
  fastchat: 'fastchat',
  llamacpp: 'llama-server',
  library: 'ollama',
  user: 'text-generation-webui',
  sglang: 'sglang',
}
/** These always say so; a list without their mark is another's. */
const MARKED = ['vllm', 'fastchat', 'llama-server']

type Get = (url: string) => Promise<unknown>

/**
 * Looks whether a preset's server answers, and which of its models can chat. An address other than the preset's own is
 * believed, whatever answers there; at its own one the server must look like the one that is asked for. `undefined` for
 * anything else; never throws.
 */
export async function detect(preset: Preset, settings: ProviderSettings): Promise<Detected | undefined> {
  const baseURL = address(preset, settings.baseURL)
  if (!URL.canParse(baseURL)) return
  const signal = settings.signal ?? AbortSignal.timeout(PATIENCE_MS)
  const get: Get = (url) => getJson(url, { apiKey: settings.apiKey, signal })
  const models = await offered(preset, baseURL, baseURL !== preset.defaults.baseURL, get)
  const model = models && (settings.model ?? firstChatModel(models))
  if (!model) return
  return { reason: `${preset.title} answers at ${shown(baseURL)}`, settings: { baseURL, model } }
}

async function offered(
  preset: Preset,
  baseURL: string,
  given: boolean,
  get: Get,
): Promise<readonly ListedModel[] | undefined> {
  const root = serverRoot(preset, baseURL)
  switch (preset.id) {
    case 'ollama':
      return ollamaModels(await get(`${root}/api/tags`))
    case 'text-generation-webui': {
      // Its /models lists every file it has, not what is loaded.
      const { model_name: name } = ((await get(`${baseURL}/internal/model/info`)) ?? {}) as {
        model_name?: unknown
      }
      if (typeof name === 'string')
        return name && name !== 'None' ? [{ id: name, loaded: true, chat: true }] : []
      break
    }
    case 'lm-studio': {
      // Its own list tells embedding models from others, and which are loaded.
      const own = listedModels(await get(`${root}/api/v0/models`))
      if (own?.length) return own
    }
  }
  const models = listedModels(await get(`${baseURL}/models`))
  return models && (given || isIts(preset, models)) ? models : undefined
}

function isIts({ id }: Preset, models: readonly ListedModel[]): boolean {
  if (!models.length) return false
  const marks = models.map(({ ownedBy }) => MARKS[ownedBy ?? ''])
  if (MARKED.includes(id)) return marks.includes(id)
  if (id === 'localai') return models.every(({ ownedBy }) => ownedBy === undefined)
  if (id === 'text-generation-webui') return false
  return marks.every((mark) => !mark || mark === id)
}

/** Without a name and password, should there be one. */
function shown(baseURL: string): string {
  const url = new URL(baseURL)
  url.username = url.password = ''
  return url.href
}
