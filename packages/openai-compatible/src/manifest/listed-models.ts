/** One model of a server's list, as far as a choice needs it. */
export interface ListedModel {
  readonly id: string
  /** Absent: the server does not tell. */
  readonly ownedBy?: string | undefined
  /** It answers without being loaded first. */
  readonly loaded: boolean
  /** Neither the server nor the model's name says that it is for something else. */
  readonly chat: boolean
}

const NOT_CHAT =
  /embed|rerank|(^|[/_.:-])(bge|e5|gte|minilm|whisper|tts|stt|vad|clip|piper|kokoro|bark|sdxl?|flux|dall-e)([/_.:-]|\d|$)|stable-?diffusion/i
const NOT_CHAT_TYPE = /embed|rerank|image|audio|speech|moderation/i
/** Families of Ollama's embedding models. */
const EMBEDDING_FAMILY = /bert/i

// biome-ignore lint/suspicious/noExplicitAny: a stranger's JSON; every member is checked where it is read
type Wire = any

const entries = (list: unknown): Wire[] | undefined =>
  Array.isArray(list) && list.every((item) => typeof item === 'object' && item) ? list : undefined

/**
 * What a server offers, out of the reply to `/models` (and to LM Studio's `/api/v0/models` and llama-server's router, which
 * tell more), or `undefined` when the reply is no such list.
 */
export function listedModels(reply: unknown): readonly ListedModel[] | undefined {
  return entries((reply as Wire)?.data)?.flatMap(({ id, owned_by, type, state, status }) =>
    typeof id === 'string' && id
      ? [
          {
            id,
            ownedBy: typeof owned_by === 'string' ? owned_by : undefined,
            loaded: (state ?? status?.value ?? 'loaded') === 'loaded',
            chat: !NOT_CHAT.test(id) && !NOT_CHAT_TYPE.test(String(type ?? '')),
          },
        ]
      : [],
  )
}

/** The same out of Ollama's `/api/tags`. Models that Ollama passes on to its cloud are left out: nobody chose to send there. */
export function ollamaModels(reply: unknown): readonly ListedModel[] | undefined {
  return entries((reply as Wire)?.models)?.flatMap(({ name, details, capabilities, remote_host }) =>
    typeof name === 'string' && name && !remote_host
      ? [
          {
            id: name,
            loaded: true,
            chat:
              !NOT_CHAT.test(name) &&
              !EMBEDDING_FAMILY.test(String(details?.family ?? '')) &&
              (!Array.isArray(capabilities) || capabilities.includes('completion')),
          },
        ]
      : [],
  )
}

/** The first that can chat, one that is loaded before one that is not. */
export const firstChatModel = (models: readonly ListedModel[]): string | undefined =>
  (models.find(({ chat, loaded }) => chat && loaded) ?? models.find(({ chat }) => chat))?.id
