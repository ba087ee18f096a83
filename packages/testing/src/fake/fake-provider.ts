import {
  AiuError,
  type CallOperation,
  type ChatEvent,
  type ChatRequest,
  type ChatResult,
  type EmbeddingProvider,
  type EmbedRequest,
  isAiuError,
  type ModelListProvider,
  type Provider,
  type StreamOperation,
  type Usage,
} from '@aiu/core'
import { type Clock, realClock } from './clock.ts'
import { fakeEmbedding } from './embedding.ts'
import {
  callText,
  type FakeAnswer,
  type FakeFailure,
  type FakeStep,
  isFailure,
  textPieces,
} from './script.ts'

export interface FakeProviderOptions {
  /** Default `fake`. */
  readonly name?: string | undefined
  /** Default `fake-1`. */
  readonly model?: string | undefined
  readonly baseURL?: string | undefined
  readonly scope?: string | undefined
  /** Begin again when the script has run out. Default: that is an error. */
  readonly loop?: boolean | undefined
  /** What `delayMs` and `everyMs` wait on. Default: real timers. */
  readonly clock?: Clock | undefined
  /** Length of the vectors of `embed`. Default 8. */
  readonly dimensions?: number | undefined
}

/** A call that reached the provider, as it came. */
export interface FakeCall {
  readonly operation: Extract<CallOperation | StreamOperation, 'chat' | 'stream' | 'embed' | 'listModels'>
  readonly request: ChatRequest | EmbedRequest
}

export interface FakeProvider extends Provider, EmbeddingProvider, ModelListProvider {
  /** Every call so far, the oldest first. */
  readonly calls: readonly FakeCall[]
}

type ScriptFunction = (request: ChatRequest, index: number) => FakeStep

/**
 * A provider that answers from a script, one step a call, `ask` and `stream` alike: a text, an answer in pieces, a cut, an
 * error, tool calls, after delays. `embed` needs no script. Honors `signal` at every stage. A script that has run out is an
 * error with the code `configuration`, unless `loop` is set.
 */
export function fakeProvider(
  script: FakeStep | readonly FakeStep[] | ScriptFunction,
  options: FakeProviderOptions = {},
): FakeProvider {
  const { name = 'fake', model = 'fake-1', loop, clock = realClock, dimensions = 8 } = options
  const steps = Array.isArray(script) ? (script as readonly FakeStep[]) : [script as FakeStep]
  const calls: FakeCall[] = []
  let taken = 0

  const take = (request: ChatRequest): FakeAnswer | FakeFailure => {
    const index = taken++
    const step =
      typeof script === 'function' ? script(request, index) : steps[loop ? index % steps.length : index]
    if (step === undefined) {
      throw new AiuError(
        'configuration',
        `The script of "${name}" has run out: this is call ${index + 1}, and it has ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}.`,
        { provider: name, hint: 'Add a step for each call, or pass { loop: true }.' },
      )
    }
    return typeof step === 'string' ? { text: step } : step
  }

  const wait = async (ms: number | undefined, signal: AbortSignal | undefined): Promise<void> => {
    leave(signal)
    if (ms) await clock.sleep(ms, signal).catch(() => leave(signal))
    leave(signal)
  }

  /** The events of one step. `ask` is the same, put together. */
  async function* play(request: ChatRequest): AsyncGenerator<ChatEvent, undefined> {
    const { signal } = request
    leave(signal)
    const step = take(request)
    await wait(step.delayMs, signal)
    const pieces = isFailure(step) ? (step.stream ?? []) : textPieces(step)
    const start: ChatEvent = {
      type: 'start',
      model: (isFailure(step) ? undefined : step.model) ?? request.model ?? model,
    }
    const answer = isFailure(step) ? undefined : step
    let sent = 0
    const before = async (): Promise<ChatEvent[]> => {
      if (sent++) await wait(step.everyMs, signal)
      else return [start]
      return []
    }
    if (answer?.reasoning) {
      yield* await before()
      yield { type: 'reasoning', text: answer.reasoning }
    }
    for (const [index, text] of pieces.entries()) {
      if (answer?.cutAfter !== undefined && index >= answer.cutAfter) break
      yield* await before()
      yield { type: 'text', text }
    }
    if (!answer) throw failed(step as FakeFailure, name)
    if (answer.cutAfter !== undefined) {
      throw new AiuError('interrupted', `${name} lost the connection, as the script says.`, {
        provider: name,
      })
    }
    if (answer.refusal) {
      yield* await before()
      yield { type: 'refusal', text: answer.refusal }
    }
    for (const source of answer.sources ?? []) yield { type: 'source', ...source }
    const toolCalls = (answer.toolCalls ?? []).map((call, index) => ({
      type: 'tool-call' as const,
      id: call.id ?? `call_${index + 1}`,
      name: call.name,
      arguments: callText(call),
    }))
    for (const [index, call] of toolCalls.entries()) {
      yield* await before()
      yield { type: 'tool-call-delta', index, id: call.id, name: call.name, delta: call.arguments }
    }
    if (!sent) yield start
    leave(signal)
    for (const call of toolCalls) yield { type: 'tool-call', call }
    yield {
      type: 'finish',
      finishReason: answer.finishReason ?? (toolCalls.length ? 'tool-calls' : 'stop'),
      usage: answer.usage === undefined ? counted(request, pieces) : (answer.usage ?? undefined),
    }
  }

  return {
    name,
    defaultModel: model,
    ...(options.baseURL && { baseURL: options.baseURL }),
    ...(options.scope && { scope: options.scope }),
    calls,
    async chat(request) {
      calls.push({ operation: 'chat', request })
      return together(play(request))
    },
    stream(request) {
      calls.push({ operation: 'stream', request })
      return play(request)
    },
    async embed(request) {
      calls.push({ operation: 'embed', request })
      leave(request.signal)
      return {
        embeddings: request.input.map((text) => fakeEmbedding(text, request.dimensions ?? dimensions)),
        model: request.model ?? model,
        usage: { inputTokens: request.input.reduce((sum, text) => sum + words(text), 0), source: 'counted' },
      }
    },
    async listModels(request) {
      leave(request.signal)
      return { models: [{ id: model }] }
    },
  }
}

/** Throws if the caller has left. */
function leave(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  const { reason } = signal
  throw isAiuError(reason) ? reason : new AiuError('aborted', 'The call was aborted.', { cause: reason })
}

const failed = ({ error }: FakeFailure, provider: string): AiuError =>
  typeof error === 'string'
    ? new AiuError(error, `${provider} failed with "${error}", as the script says.`, { provider })
    : error

const words = (text: string): number => text.match(/\S+/g)?.length ?? 0

const counted = ({ messages }: ChatRequest, pieces: readonly string[]): Usage => {
  const inputTokens = messages.reduce((sum, { content }) => {
    const texts =
      typeof content === 'string' ? [content] : content.map((part) => ('text' in part ? part.text : ''))
    return sum + texts.reduce((all, text) => all + words(text), 0)
  }, 0)
  const outputTokens = words(pieces.join(''))
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, source: 'counted' }
}

async function together(events: AsyncIterable<ChatEvent>): Promise<ChatResult> {
  const parts: { -readonly [K in keyof ChatResult]: ChatResult[K] }['parts'][number][] = []
  let result: ChatResult = { parts, finishReason: 'other' }
  for await (const event of events) {
    const last = parts.at(-1)
    if (event.type === 'start') result = { ...result, model: event.model }
    else if (event.type === 'finish')
      result = { ...result, finishReason: event.finishReason, usage: event.usage }
    else if (event.type === 'tool-call') parts.push(event.call)
    else if (event.type === 'source') parts.push(event)
    else if (event.type === 'text' || event.type === 'reasoning' || event.type === 'refusal') {
      if (last?.type === event.type) parts[parts.length - 1] = { ...last, text: last.text + event.text }
      else parts.push({ type: event.type, text: event.text })
    }
  }
  return result
}
