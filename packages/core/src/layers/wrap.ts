import { chatResponse } from '../call/chat-response.ts'
import { liveCall } from '../call/live-call.ts'
import { LAYERS } from '../call/meter.ts'
import { once } from '../call/once.ts'
import { reader } from '../call/reader.ts'
import { AiuError } from '../errors/aiu-error.ts'
import type { CallOptions } from '../words/call-options.ts'
import type { Layer } from '../words/layer.ts'
import { CALL_OPERATIONS, STREAM_OPERATIONS, type StreamOperation } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold } from '../words/response-base.ts'

type Event = { readonly type: string } & BaseTold
type Iterate = (request: CallOptions) => AsyncIterable<Event>
type Ring = (request: CallOptions) => unknown
type Hook = (this: Layer, ...given: readonly unknown[]) => unknown
// Operations differ only in their types; here they are all alike.
type Loose = Endpoint & Readonly<Record<string, unknown>> & { [LAYERS]?: readonly Layer[] | undefined }

/** What an endpoint tells of itself. */
const TOLD = ['name', 'baseURL', 'defaultModel', 'scope', 'members', 'interchangeable']

/** The outermost ordered layers: one of a wrapped provider, one of each member of a combinator. */
const outermostOf = ({ [LAYERS]: layers, members = [] }: Loose): readonly Layer[] =>
  layers ?? members.flatMap((member) => outermostOf(member as Loose))

/**
 * The same provider with layers around it; the first listed sees the request first. It can do what the inner one can, no more,
 * and a class instance keeps its methods. Throws `configuration` where a layer stands around one that belongs outside it, in the
 * members of a combinator too.
 *
 * @example const careful = wrap(groq({ model }), retry(), rateLimit({ requests: 30, perMs: 60_000 }))
 */
export function wrap<P extends Endpoint>(provider: P, ...layers: readonly Layer[]): P {
  const inner = provider as Endpoint as Loose
  const outer = Object.create(provider) as Loose
  const define = (name: string, property: PropertyDescriptor): unknown =>
    Object.defineProperty(outer, name, property)

  let outermost = outermostOf(inner)
  for (const layer of layers.toReversed()) {
    const { order } = layer
    if (order === undefined) continue
    const within = outermost.find((other) => order > (other.order as number))
    if (within)
      throw new AiuError(
        'configuration',
        `${layer.name} stands around ${within.name}; put ${within.name} before it.`,
      )
    outermost = [layer]
  }
  define(LAYERS, { value: outermost })
  // Read from the inner one itself: a getter of a class may need its private fields.
  for (const name of TOLD) if (name in inner) define(name, { get: () => inner[name] })

  const ring = (name: string, every: 'call' | 'iterate', core: Ring): void => {
    if (!inner[name]) return
    const value = layers.reduceRight((next, layer): Ring => {
      const own = (layer as unknown as Loose)[name] as Hook | undefined
      const general = layer[every] as Hook | undefined
      if (own) return (request) => own.call(layer, request, next, provider)
      return general ? (request) => general.call(layer, name, request, next, provider) : next
    }, core)
    define(name, { value })
  }
  for (const name of CALL_OPERATIONS)
    ring(name, 'call', (request) =>
      once(inner, name, request as never, name === 'chat' ? (chatResponse as never) : undefined),
    )
  for (const name of STREAM_OPERATIONS) ring(name, 'iterate', (request) => watched(inner, name, request))
  return outer as Endpoint as P
}

/** The innermost ring of a stream. */
function watched(provider: Loose, name: StreamOperation, asked: CallOptions): AsyncIterable<Event> {
  const { read, take, fail, leave } = liveCall(
    provider as Endpoint as Endpoint & Record<StreamOperation, Iterate>,
    name,
    asked,
  )
  return reader(() => read().then(take, fail), leave)
}
