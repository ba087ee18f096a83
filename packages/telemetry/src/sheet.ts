import type { Attempt, Operation } from '@aiu/core'
import type { Context, Span, Tracer } from '@opentelemetry/api'
import type { Instruments } from './instruments.ts'
import type { Target } from './target.ts'
import type { Told } from './told.ts'

/** What all calls of a layer share. Each look-up may find something else than the one before. */
export interface Desk {
  readonly content: boolean
  tracer(): Tracer
  instruments(): Instruments | undefined
  target(target: Target): Told
}

/** What is known of one call while it is under way. */
export interface Sheet {
  readonly desk: Desk
  readonly operation: Operation
  /** The conventions' operation. */
  readonly name: string
  /** Where it goes, in attributes, the operation among them. */
  readonly target: Told
  /** It goes to several providers, which tell their own attempts. */
  readonly several: boolean
  /** Absent where nobody records it. */
  readonly span: Span | undefined
  /** With the span in it. Absent where there is none to pass on. */
  readonly where: Context | undefined
  readonly meters: Instruments | undefined
  readonly attempts: Attempt[]
  /** On the clock of `performance.now()`. */
  readonly began: number
}

/** An abort is no error. */
export const errorType = (code: string | undefined): string | undefined =>
  code === 'aborted' ? undefined : code
