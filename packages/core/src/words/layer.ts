import type { CallOperation, Calls, StreamOperation, Streams } from './operations.ts'
import type { Endpoint } from './provider.ts'

export type CallHook<Op extends CallOperation> = (
  request: Calls[Op]['request'],
  next: (request: Calls[Op]['request']) => Promise<Calls[Op]['response']>,
  endpoint: Endpoint,
) => Promise<Calls[Op]['response']>

export type StreamHook<Op extends StreamOperation> = (
  request: Streams[Op]['request'],
  next: (request: Streams[Op]['request']) => AsyncIterable<Streams[Op]['event']>,
  endpoint: Endpoint,
) => AsyncIterable<Streams[Op]['event']>

type Hooks = { [Op in CallOperation]?: CallHook<Op> } & { [Op in StreamOperation]?: StreamHook<Op> }

/**
 * A ring around a provider. A hook named like an operation wraps that operation; `call` wraps every other one that ends with
 * one answer, `iterate` every other one that answers in pieces. What has no hook passes by untouched.
 */
export interface Layer extends Hooks {
  readonly name: string
  /** Absent, so that a function (`retry` for `retry()`) is no layer. */
  readonly apply?: never
  /**
   * Where it belongs, outermost first: telemetry 10, usage 20, deadline 30, cache 40, budget 50, heal 60, retry 70,
   * rateLimit 80, timeout 90. Absent: anywhere. `wrap` refuses a higher one around a lower one.
   */
  readonly order?: number | undefined
  call?<Op extends CallOperation>(
    operation: Op,
    request: Calls[Op]['request'],
    next: (request: Calls[Op]['request']) => Promise<Calls[Op]['response']>,
    endpoint: Endpoint,
  ): Promise<Calls[Op]['response']>
  iterate?<Op extends StreamOperation>(
    operation: Op,
    request: Streams[Op]['request'],
    next: (request: Streams[Op]['request']) => AsyncIterable<Streams[Op]['event']>,
    endpoint: Endpoint,
  ): AsyncIterable<Streams[Op]['event']>
}
