import {
  AiuError,
  type AnyProvider,
  CALL_OPERATIONS,
  type CallOptions,
  type Operation,
  STREAM_OPERATIONS,
  type StreamOperation,
} from '@aiu/core'

/** A provider that can do everything, and tells what was done with it. */
export interface Probe {
  readonly provider: AnyProvider
  /** Each request that reached it. */
  readonly requests: readonly CallOptions[]
  /** Events that were asked of it. */
  readonly pulled: number
  /** Streams that were closed before their end. */
  readonly closed: number
}

export interface ProbeOptions {
  /** Fails with it: a call at once, a stream before the event of this index. */
  readonly error?: AiuError | undefined
  /** A stream's event that it waits before until its signal fires; a call waits likewise. */
  readonly waitsAt?: number | undefined
  /** A stream's event that it fails before. Default 0. */
  readonly failsAt?: number | undefined
}

const BASE = {
  model: 'probe-1',
  id: 'probe-answer',
  usage: { inputTokens: 3, outputTokens: 2, source: 'provider' },
}

/** What it answers to each operation. */
const answers = (): Readonly<Record<string, object>> => ({
  chat: { ...BASE, parts: [{ type: 'text', text: 'one two three' }], finishReason: 'stop' },
  embed: { ...BASE, embeddings: [[1, 2]] },
  listModels: { models: [{ id: 'probe-1' }] },
  transcribe: { ...BASE, text: 'one', segments: [{ start: 0, end: 1, text: 'one' }] },
  generateImage: { ...BASE, images: [Uint8Array.of(1)] },
})

type Event = { readonly type: string }

/** What it streams, in five events. */
const eventsOf = (): Readonly<Record<StreamOperation, readonly Event[]>> => ({
  stream: [
    { type: 'start', model: 'probe-1', id: 'probe-answer' } as Event,
    { type: 'text', text: 'one ' } as Event,
    { type: 'text', text: 'two ' } as Event,
    { type: 'text', text: 'three' } as Event,
    { type: 'finish', finishReason: 'stop', ...BASE } as Event,
  ],
  speak: [
    { type: 'start', mediaType: 'audio/wav' } as Event,
    { type: 'bytes', bytes: Uint8Array.of(1) } as Event,
    { type: 'bytes', bytes: Uint8Array.of(2) } as Event,
    { type: 'bytes', bytes: Uint8Array.of(3) } as Event,
    { type: 'finish', ...BASE } as Event,
  ],
})

export const isStream = (operation: Operation): operation is StreamOperation =>
  (STREAM_OPERATIONS as readonly string[]).includes(operation)

export const OPERATIONS: readonly Operation[] = [...CALL_OPERATIONS, ...STREAM_OPERATIONS]

/** Settles as the signal fires, without leaving a listener when it does not. */
const untilAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const leave = (): void =>
      reject(new AiuError('aborted', 'The probe was told to stop.', { cause: signal?.reason }))
    if (signal?.aborted) leave()
    else signal?.addEventListener('abort', leave, { once: true })
  })

export function probe({ error, waitsAt, failsAt = 0 }: ProbeOptions = {}): Probe {
  const requests: CallOptions[] = []
  let pulled = 0
  let closed = 0

  const call = (operation: string) => async (request: CallOptions) => {
    requests.push(request)
    if (error) throw error
    if (waitsAt !== undefined) await untilAborted(request.signal)
    // As `embed` has it: as many as there are texts.
    const { input } = request as { input?: readonly string[] }
    return input
      ? { ...answers().embed, embeddings: input.map((text) => [text.length]) }
      : answers()[operation]
  }
  const iterate = (operation: StreamOperation) => (request: CallOptions) => {
    requests.push(request)
    const events = eventsOf()[operation]
    let at = 0
    return {
      [Symbol.asyncIterator]: () => ({
        async next() {
          pulled++
          if (error && at === failsAt) throw error
          if (at === waitsAt) await untilAborted(request.signal)
          const value = events[at++]
          return value ? { value, done: false } : { value: undefined, done: true }
        },
        async return() {
          if (at < events.length) closed++
          at = events.length
          return { value: undefined, done: true }
        },
      }),
    }
  }
  const methods = Object.fromEntries(
    OPERATIONS.map((operation) => [operation, isStream(operation) ? iterate(operation) : call(operation)]),
  )
  return {
    provider: { name: 'probe', defaultModel: 'probe-1', ...methods } as unknown as AnyProvider,
    requests,
    get pulled() {
      return pulled
    },
    get closed() {
      return closed
    },
  }
}
