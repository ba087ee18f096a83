import { type PlainOutcome, plainOutcome } from '@aiu/testing'

/** What a recorded reply holds: as the other fixtures have it, and for replies that are no answer a few figures of them. */
export interface RecordedOutcome extends Partial<Omit<PlainOutcome, 'ending' | 'error'>> {
  readonly stream: boolean
  readonly error?: PlainOutcome['error'] | undefined
  /** Of a list: the models' ids. */
  readonly models?: readonly string[] | undefined
  /** Of embeddings: how many vectors, how long each is, and how the first begins. */
  readonly count?: number | undefined
  readonly dimensions?: number | undefined
  readonly firstValues?: readonly number[] | undefined
  /** Of what Ollama tells of a model. */
  readonly contextLength?: number | undefined
  readonly capabilities?: readonly string[] | undefined
  readonly version?: string | undefined
}

interface Reply {
  readonly stream: boolean
  readonly status: number
}

const CHATS = ['chat', 'responses', 'ollama-chat'] as const

/** What a correct client reports of this reply, found by the plain readers, which share no code with the providers. */
export function expectedOf(api: string, body: Uint8Array, { stream, status }: Reply): RecordedOutcome {
  const chat = CHATS.find((one) => one === api)
  if (status > 399) return { stream, error: plainOutcome(body, { stream: false, api: chat }).error }
  if (chat === undefined) return { stream, ...figuresOf(JSON.parse(new TextDecoder().decode(body))) }
  const { ending: _, error, ...rest } = plainOutcome(body, { stream, api: chat })
  const { text, finishReason, usage, ...others } = rest
  const told = Object.entries(others).filter(([, value]) => value !== undefined && value.length > 0)
  return { stream, text, ...Object.fromEntries(told), finishReason, usage, ...(error && { error }) }
}

// biome-ignore lint/suspicious/noExplicitAny: what a server sends has no type
function figuresOf(wire: any): Omit<RecordedOutcome, 'stream'> {
  const vectors: number[][] | undefined = wire.embeddings ?? embeddingsIn(wire.data)
  if (vectors) {
    const input = wire.usage?.prompt_tokens ?? wire.prompt_eval_count
    const [first = []] = vectors
    const figures = { count: vectors.length, dimensions: first.length, firstValues: first.slice(0, 4) }
    return { ...figures, usage: input === undefined ? null : { input } }
  }
  // llama-server tells its models in Ollama's words as well.
  const models =
    wire.data?.map(({ id }: { id: string }) => id) ?? wire.models?.map(({ name }: { name: string }) => name)
  if (models) return { models }
  if (wire.model_info) {
    const { 'general.architecture': family, ...info } = wire.model_info
    return { contextLength: info[`${family}.context_length`], capabilities: wire.capabilities }
  }
  return { version: wire.version }
}

const embeddingsIn = (data: readonly { embedding?: number[] }[] | undefined): number[][] | undefined => {
  const vectors = data?.flatMap(({ embedding }) => (embedding ? [embedding] : []))
  return vectors?.length ? vectors : undefined
}
