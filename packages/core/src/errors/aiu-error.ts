import type { Attempt } from '../words/attempt.ts'
import type { PartialAnswer } from '../words/partial-answer.ts'
import type { ReplyHeaders } from '../words/response-base.ts'
import type { SchemaIssue } from '../words/schema.ts'
import { CATALOGUE, type ErrorCode } from './catalogue.ts'

/** What may be known of a failure besides its code and message. */
export interface ErrorFields {
  readonly cause?: unknown
  /** In place of the catalogue's hint. */
  readonly hint?: string | undefined
  readonly provider?: string | undefined
  readonly model?: string | undefined
  /** HTTP status. */
  readonly status?: number | undefined
  /** The vendor's own word for it. */
  readonly vendorCode?: string | undefined
  readonly requestId?: string | undefined
  /** How long the server, or a limit, asks to wait. */
  readonly retryAfterMs?: number | undefined
  readonly headers?: ReplyHeaders | undefined
  /** What the model wrote, where it could not be read as asked. */
  readonly text?: string | undefined
  /** What the schema found wrong with it. */
  readonly issues?: readonly SchemaIssue[] | undefined
  /** What was sent upstream, and how each ended. */
  readonly attempts?: readonly Attempt[] | undefined
}

/**
 * What every verb rejects with. `message` says what happened and why, without a key in it; `hint` says what to do; `code` is
 * permanent and narrows: `isAiuError(error, 'rate-limit')`.
 */
export class AiuError<C extends ErrorCode = ErrorCode> extends Error {
  /** The brand: our errors know each other across copies of this package. */
  readonly '~aiu' = 1
  declare readonly code: C
  declare readonly hint: string
  declare readonly provider?: string
  declare readonly model?: string
  declare readonly status?: number
  declare readonly vendorCode?: string
  declare readonly requestId?: string
  declare readonly retryAfterMs?: number
  declare readonly headers?: ReplyHeaders
  declare readonly text?: string
  declare readonly issues?: readonly SchemaIssue[]
  /** The answer so far, where a stream failed after it began. */
  declare partial?: PartialAnswer
  /** What was sent upstream, and how each ended. */
  declare attempts?: readonly Attempt[]

  constructor(code: C, message: string, { cause, ...fields }: ErrorFields = {}) {
    super(message, cause === undefined ? undefined : { cause })
    const [name, hint] = CATALOGUE[code]
    Object.assign(this, fields, { name, code, hint: fields.hint ?? hint })
  }

  /** Errors of another copy of this package are instances too. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a class made of this one is no wider than it says
    return this === AiuError ? isAiuError(error) : super[Symbol.hasInstance](error)
  }

  /** For logs and the wire: everything but the cause and the stack. */
  toJSON(): object {
    return { ...this, message: this.message }
  }
}

/** Is it one of ours, and has it this code? True across copies of this package. */
export const isAiuError = <C extends ErrorCode = ErrorCode>(error: unknown, code?: C): error is AiuError<C> =>
  (error as AiuError | undefined)?.['~aiu'] === 1 && (!code || (error as AiuError).code === code)
