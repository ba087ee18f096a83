import type { AiuError, ErrorCode, FinishReason, SourcePart, Usage } from '@aiu/core'

/** A call of a tool, as the model asks for it. `arguments` is JSON text, or a value that is turned into it. */
export interface FakeToolCall {
  readonly name: string
  readonly arguments?: unknown
  /** Default `call_1`, `call_2`, ... */
  readonly id?: string | undefined
}

/** An answer, whole or in pieces. Asked for by `ask` it comes whole, by `stream` in the pieces given. */
export interface FakeAnswer {
  readonly text?: string | undefined
  /** The text in these pieces. */
  readonly stream?: readonly string[] | undefined
  /** The connection is lost after so many pieces: `ask` and `stream` fail with `interrupted`. */
  readonly cutAfter?: number | undefined
  /** A value that the model answers with, as JSON text. */
  readonly json?: unknown
  readonly reasoning?: string | undefined
  readonly refusal?: string | undefined
  readonly toolCalls?: readonly FakeToolCall[] | undefined
  readonly sources?: readonly Omit<SourcePart, 'type'>[] | undefined
  /** Default `stop`, or `tool-calls` where there are some. */
  readonly finishReason?: FinishReason | undefined
  /** Default: words counted, source `counted`. `null`: not told. */
  readonly usage?: Usage | null | undefined
  readonly model?: string | undefined
  /** Before anything comes. */
  readonly delayMs?: number | undefined
  /** Before each further piece. */
  readonly everyMs?: number | undefined
  readonly error?: undefined
}

/** A failure instead of an answer, or after some pieces of it. */
export interface FakeFailure {
  /** One of our codes, or the error itself. */
  readonly error: ErrorCode | AiuError
  /** Pieces of text that a stream still delivers before it fails. */
  readonly stream?: readonly string[] | undefined
  readonly delayMs?: number | undefined
  readonly everyMs?: number | undefined
}

/** One line of a script: what comes back to one call. A string is an answer's text. */
export type FakeStep = string | FakeAnswer | FakeFailure

export const isFailure = (step: FakeAnswer | FakeFailure): step is FakeFailure => step.error !== undefined

/** The pieces of text that an answer comes in. */
export function textPieces(answer: FakeAnswer): readonly string[] {
  if (answer.stream) return answer.stream
  if (answer.json !== undefined) return [JSON.stringify(answer.json)]
  return answer.text ? (answer.text.match(/\S+\s*|\s+/g) ?? []) : []
}

export const callText = ({ arguments: value = {} }: FakeToolCall): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
