import type { CallOptions, Operation } from '@aiu/core'

/** A request as all operations have it. */
export type AnyRequest = CallOptions & { readonly model?: string | undefined }

/** One call of a combinator, of whatever operation. Members are told by their place, from 0. */
export interface Turn<T> {
  readonly operation: Operation
  readonly request: AnyRequest
  /** Asks one member: for its answer, or, of what comes in pieces, for the first of them. */
  ask(at: number, options?: CallOptions): Promise<T>
}

/** How a combinator comes from its members to one answer. */
export type Way = <T>(turn: Turn<T>) => Promise<T>
