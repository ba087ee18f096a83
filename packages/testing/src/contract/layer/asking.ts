import {
  type AnyProvider,
  type Attempt,
  type CallOptions,
  type Layer,
  type Operation,
  type ResponseBase,
  wrap,
} from '@aiu/core'
import { isStream, type Probe } from './probe.ts'

const TOOL = { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }

/** How a call is made, with something in every field. */
const CALL: CallOptions = {
  deadline: 1e12,
  callId: 'call-7',
  tags: { user: 'u' },
  cache: 'use',
  namespace: 'n',
  accept: () => true,
  adapt: (body) => body,
}

const CHAT = {
  messages: [{ role: 'user', content: 'What is that?' }],
  model: 'asked-1',
  temperature: 0.5,
  topP: 0.9,
  maxTokens: 50,
  seed: 7,
  stop: ['.'],
  tools: [TOOL],
  toolChoice: 'auto',
  output: { mode: 'object' },
  reasoning: 'low',
  extra: { own: 1 },
}

const requests = (): Readonly<Record<Operation, object>> => ({
  chat: CHAT,
  stream: CHAT,
  embed: { input: ['one'], model: 'asked-1', dimensions: 3 },
  listModels: {},
  transcribe: { audio: Uint8Array.of(1), language: 'en' },
  generateImage: { prompt: 'A cat', size: '1x1' },
  speak: { text: 'Hello', voice: 'v' },
})

/** A request for an operation, with a signal of its own and something in every field. */
export const requestFor = (operation: Operation, more: CallOptions = {}): CallOptions => ({
  ...CALL,
  ...requests()[operation],
  ...more,
})

type Event = { readonly type: string }

/** How one call through a layer ended. */
export interface Ended {
  readonly response?: ResponseBase | undefined
  readonly events: readonly Event[]
  readonly error?: unknown
  readonly attempts: readonly Attempt[]
}

export interface Asking {
  /** Leave a stream after so many events. */
  readonly leaveAfter?: number | undefined
  /** Called with each event as the reader has it. */
  readonly see?: ((event: Event, index: number) => void) | undefined
}

export const wrapped = ({ provider }: Probe, layer: Layer): AnyProvider => wrap(provider, layer)

export const streamOf = (provider: AnyProvider, operation: Operation, request: CallOptions) =>
  (provider[operation] as unknown as (request: CallOptions) => AsyncIterable<Event>)(request)

/** Asks an operation of a provider, and reads it to its end. Never rejects. */
export async function asking(
  provider: AnyProvider,
  operation: Operation,
  request: CallOptions,
  { leaveAfter, see }: Asking = {},
): Promise<Ended> {
  const attempts: Attempt[] = []
  const events: Event[] = []
  const asked = { ...request, onAttempt: (attempt: Attempt) => void attempts.push(attempt) }
  try {
    if (!isStream(operation)) {
      const call = provider[operation] as unknown as (request: CallOptions) => Promise<ResponseBase>
      return { response: await call(asked), events, attempts }
    }
    for await (const event of streamOf(provider, operation, asked)) {
      events.push(event)
      see?.(event, events.length - 1)
      if (events.length === leaveAfter || event.type === 'finish') break
    }
    return { events, attempts }
  } catch (error) {
    return { events, error, attempts }
  }
}
