import {
  AiuError,
  type AnyProvider,
  type ChatEvent,
  type ChatRequest,
  type HealthProvider,
  type ModelInfo,
  type ProviderSettings,
  type ToolCallPart,
} from '@aiu/core'
import {
  apiError,
  collector,
  failure,
  lineReader,
  parsed,
  readText,
  type Server,
  send,
  streamReply,
  suggestModels,
} from '@aiu/core/http'
import type { Breakage } from './breakages.ts'
import { bodyOf } from './telegraph-body.ts'

interface Line {
  readonly thought?: string
  readonly refusal?: string
  readonly word?: string
  readonly call?: Omit<ToolCallPart, 'type'>
  readonly end?: string
  readonly used?: { readonly inputTokens?: number; readonly outputTokens?: number }
  readonly error?: unknown
}

const BATCH = 1000

/** The provider of examples/own-provider with all that a provider can do, broken as it is told. */
export function telegraph(
  { baseURL = '', apiKey, model = 'echo-1' }: ProviderSettings,
  breakage: Breakage,
): AnyProvider & HealthProvider {
  const broken = (what: Breakage): boolean => breakage === what
  const name = 'telegraph'
  const headers = { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) }
  const secrets = apiKey && !broken('leaks the key') ? [apiKey] : []
  const server: Server = { name, baseURL, headers, secrets, maxReplyBytes: 1_000_000 }
  const odd = (text: string): never => {
    throw failure(server, 'malformed', 'sent what is no line of an answer', text)
  }
  let shared: ChatRequest['messages'] | undefined
  const listModels: NonNullable<AnyProvider['listModels']> = async ({ signal }) => {
    const text = await readText(server, await send(server, '/models', undefined, signal), signal)
    const { models } = parsed(text) as { models: readonly ModelInfo[] }
    if (broken('makes up a context length'))
      return { models: models.map((one) => ({ ...one, contextLength: 4096 })) }
    if (broken('loses the capabilities of models'))
      return { models: models.map(({ capabilities: _, ...one }) => one) }
    return { models }
  }
  const stream = (request: ChatRequest, whole?: 'whole'): AsyncIterable<ChatEvent> => {
    const signal = broken('ignores the signal') ? undefined : request.signal
    if (broken('mixes calls')) shared ??= request.messages
    const body = bodyOf(request, shared ?? request.messages, model, breakage)
    const suggest = (error: unknown): Promise<never> => {
      if (broken('names near models in a stream alone') && whole) throw error
      if (broken('hides what a 404 says') && (error as { status?: number }).status === 404)
        throw failure(server, 'not-found', 'has it not', '', { status: 404 })
      return suggestModels(error, request.model, listModels)
    }
    const noSeed = (): never => {
      throw new AiuError('unsupported', 'telegraph takes no seed.')
    }
    const ask = async (): Promise<Response> => {
      if (request.seed !== undefined && !whole && broken('refuses in a stream alone')) noSeed()
      const reply = await send(server, '/say', body, signal)
      if (request.seed !== undefined && broken('refuses once it has asked')) {
        await reply.body?.cancel()
        noSeed()
      }
      return reply
    }
    const open = (): Promise<Response> =>
      (broken('asks again by itself') ? ask().catch(ask) : ask()).catch(suggest)
    const early = broken('asks before it is read') ? open() : undefined
    early?.catch(() => {})
    const calls: ToolCallPart[] = []
    const late: ChatEvent[] = []
    let finished = false
    const finish = (push: (event: ChatEvent) => void, end = 'stop', used: Line['used'] = {}): void => {
      const told = broken('swaps calls') ? calls.toReversed() : calls
      for (const call of told) push({ type: 'tool-call', call })
      for (const event of late) push(event)
      const none = broken('tells 0 for unknown usage') ? { inputTokens: 0, outputTokens: 0 } : {}
      const usage = { ...none, ...used, source: 'provider' } as const
      const finishReason = end === 'stop' || end === 'length' || end === 'tool-calls' ? end : 'other'
      for (let times = broken('finishes twice') ? 2 : 1; times; times--)
        push({ type: 'finish', finishReason, usage })
      finished = true
    }
    return streamReply<ChatEvent>({
      server,
      signal,
      open: () => early ?? open(),
      cut: lineReader,
      decode: (push) => ({
        read(text) {
          const { thought, refusal, word, call, end, used, error } = Object(parsed(text)) as Line
          if (error && !broken('swallows an error in a 200')) throw apiError(server, error)
          if (thought && broken('tells thoughts behind the text'))
            late.push({ type: 'reasoning', text: thought })
          else if (thought)
            push({ type: broken('puts thoughts into the text') ? 'text' : 'reasoning', text: thought })
          else if (refusal)
            push({ type: broken('tells a refusal as text') ? 'text' : 'refusal', text: refusal })
          else if (word) push({ type: 'text', text: word })
          else if (call) {
            const told = broken('loses tool arguments') ? { ...call, arguments: '{}' } : call
            const { id, name, arguments: delta } = told
            const piece: ChatEvent = { type: 'tool-call-delta', index: calls.length, id, name, delta }
            if (broken('tells whole calls before their pieces')) late.push(piece)
            else push(piece)
            calls.push({ type: 'tool-call', ...told })
          } else if (end || error) finish(push, end, used)
          else odd(text)
          return end !== undefined || !!error
        },
        whole: odd,
        complete: () => broken('takes a cut stream for a whole one'),
        end() {
          if (broken('takes a cut stream for a whole one') && !finished) finish(push)
        },
      }),
    })
  }
  return {
    name,
    baseURL,
    defaultModel: model,
    stream: (request) => stream(request),
    async chat(request) {
      const { result, add } = collector()
      for await (const event of stream(request, 'whole')) add(event)
      return result
    },
    async embed({ input, dimensions, signal, extra, adapt }) {
      const batches: (readonly (readonly number[])[])[] = []
      let inputTokens = 0
      for (let at = 0; at < input.length; at += BATCH) {
        const size = broken('leaves dimensions out') ? undefined : dimensions
        const body = { texts: input.slice(at, at + BATCH), size, ...extra }
        const reply = await send(server, '/vectors', adapt?.(body) ?? body, signal)
        const { vectors, used } = parsed(await readText(server, reply, signal)) as {
          vectors: readonly (readonly number[])[]
          used: number
        }
        batches.push(vectors)
        inputTokens = broken('tells the usage of one batch') ? used : inputTokens + used
      }
      if (broken('swaps batches of vectors')) batches.reverse()
      return { embeddings: batches.flat(), usage: { inputTokens, source: 'provider' } }
    },
    listModels,
    async health({ signal } = {}) {
      const start = performance.now()
      if (!broken('is healthy without a server'))
        await send(server, '/models', undefined, signal).then(
          (response) => response.body?.cancel(),
          (error: { status?: number }) => {
            if (!broken('takes any status for healthy') || !error.status) throw error
          },
        )
      return { ms: performance.now() - start }
    },
  }
}
