import { chatResponse } from '../call/chat-response.ts'
import { LAYERS, meter } from '../call/meter.ts'
import { ownSignal } from '../call/own-signal.ts'
import { AiuError } from '../errors/aiu-error.ts'
import type { CallOptions } from '../words/call-options.ts'
import type { ChatResult } from '../words/chat.ts'
import type { Layer } from '../words/layer.ts'
import {
  CALL_OPERATIONS,
  type CallOperation,
  STREAM_OPERATIONS,
  type StreamOperation,
} from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold, ResponseBase } from '../words/response-base.ts'

type Event = { readonly type: string } & BaseTold
type Call = (request: CallOptions) => Promise<BaseTold>
type Iterate = (request: CallOptions) => AsyncIterable<Event>
type Ring = (request: CallOptions) => unknown
type Hook = (this: Layer, ...given: readonly unknown[]) => unknown
// Operations differ only in their types; here they are all alike.
type Loose = Endpoint & Readonly<Record<string, unknown>> & { [LAYERS]?: Layer | undefined }

/**
 * The same provider with layers around it; the first listed sees the request first. It can do what the inner one can, no more,
 * and a class instance keeps its methods. Throws `configuration` where a layer stands around one that belongs outside it.
 *
 * @example const careful = wrap(groq({ model }), retry(), rateLimit({ requests: 30, perMs: 60_000 }))
 */
export function wrap<P extends Endpoint>(provider: P, ...layers: readonly Layer[]): P {
  const inner = provider as Endpoint as Loose
  const outer = Object.create(provider) as Loose
  let outermost = inner[LAYERS]
  for (const layer of layers.toReversed()) {
    if (outermost?.order !== undefined && layer.order !== undefined && layer.order > outermost.order)
      throw new AiuError(
        'configuration',
        `${layer.name} stands around ${outermost.name}; put ${outermost.name} before it.`,
      )
    if (layer.order !== undefined) outermost = layer
  }
  outer[LAYERS] = outermost

  const ring = (name: string, every: 'call' | 'iterate', core: Ring): void => {
    if (!inner[name]) return
    const rings = layers.reduceRight((next, layer): Ring => {
      const own = (layer as unknown as Loose)[name] as Hook | undefined
      const general = layer[every] as Hook | undefined
      if (own) return (request) => own.call(layer, request, next, provider)
      return general ? (request) => general.call(layer, name, request, next, provider) : next
    }, core)
    Object.defineProperty(outer, name, { value: rings })
  }
  for (const name of CALL_OPERATIONS) ring(name, 'call', (request) => once(inner, name, request))
  for (const name of STREAM_OPERATIONS) ring(name, 'iterate', (request) => watched(inner, name, request))
  return outer as Endpoint as P
}

/** The innermost ring of a call: the provider's answer made whole, its attempt told. */
async function once(provider: Loose, name: CallOperation, asked: CallOptions): Promise<BaseTold> {
  const { request, done, failed } = meter(provider, name, asked)
  try {
    const result = done(await (provider[name] as Call)(request))
    return name === 'chat' ? chatResponse(result as ChatResult & ResponseBase) : result
  } catch (cause) {
    throw failed(cause, asked.signal)
  }
}

/** The innermost ring of a stream: its attempt told once, however it ends; the finish carries the response's base. */
function watched(provider: Loose, name: StreamOperation, asked: CallOptions): AsyncIterable<Event> {
  const { request, token, done, failed } = meter(provider, name, asked)
  const { signal, abort, free } = ownSignal(asked.signal)
  const events = (provider[name] as Iterate)({ ...request, signal })[Symbol.asyncIterator]()
  let seen: BaseTold = {}
  let ended = false
  const fail = (cause?: unknown): AiuError | undefined => {
    if (ended) return
    ended = true
    free()
    return failed(cause, signal, seen)
  }
  const take = (step: IteratorResult<Event>): IteratorResult<Event> => {
    if (step.done) {
      const error = fail(
        new AiuError('interrupted', `${provider.name} ended the stream before the answer was complete.`),
      )
      if (error) throw error
      return step
    }
    const { type, ...told } = step.value
    if (type === 'start' || type === 'usage') seen = { ...seen, ...told }
    else if (type === 'finish') {
      ended = true
      free()
      const { provider: by, model, id, usage, attempts, timing, warnings } = done({ ...seen, ...told })
      return {
        done: false,
        value: { ...step.value, provider: by, model, id, usage, attempts, timing, warnings },
      }
    } else token()
    return step
  }
  return {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        events.next().then(take, (cause) => {
          throw fail(cause) ?? cause
        }),
      return: async () => {
        abort()
        fail()
        void events.return?.().catch(() => {})
        return { value: undefined, done: true }
      },
    }),
  }
}
