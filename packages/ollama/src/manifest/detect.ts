import type { Detected, ProviderSettings } from '@aiu/core'
import { readText, type Server, send } from '@aiu/core/http'
import { serverRoot } from '../server-root.ts'
import { idOf, tagsOf } from '../wire/models.ts'
import type { WireModel } from '../wire/wire-types.ts'

/** How long a probe may take where the settings bring no signal. */
const PATIENCE_MS = 1_000
const MOST_BYTES = 4_194_304

/** Looks whether Ollama answers, and which of its models can chat. `undefined` for anything else; never throws. */
export async function detect(settings: ProviderSettings): Promise<Detected | undefined> {
  try {
    const { apiKey, headers, signal = AbortSignal.timeout(PATIENCE_MS) } = settings
    const baseURL = serverRoot(settings.baseURL)
    const server: Server = {
      name: 'ollama',
      baseURL,
      headers: {
        accept: 'application/json',
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        ...headers,
      },
      secrets: [],
      maxReplyBytes: MOST_BYTES,
    }
    const reply = await send(server, '/api/tags', undefined, signal)
    const tags = tagsOf(server, await readText(server, reply, signal))
    const model = settings.model ?? tags.filter(canChat).map(idOf)[0]
    return model ? { reason: `Ollama answers at ${baseURL}`, settings: { baseURL, model } } : undefined
  } catch {
    return undefined
  }
}

const NOT_CHAT = /embed|rerank|(^|[/_.:-])(bge|e5|gte|minilm)([/_.:-]|\d|$)/i
/** Families of Ollama's embedding models. */
const EMBEDDING_FAMILY = /bert/i

/** Models that Ollama passes on to its cloud are left out: nobody chose to send there. */
const canChat = (model: WireModel): boolean =>
  !model.remote_host &&
  !NOT_CHAT.test(idOf(model)) &&
  !EMBEDDING_FAMILY.test(`${model.details?.family}`) &&
  (!Array.isArray(model.capabilities) || model.capabilities.includes('completion'))
