import type { Answer } from './answer.ts'

/** Raised when an entry's shape changes: entries of another version are misses. */
export const VERSION = 1

/** What is in a store under a key. JSON, but for bytes where the store keeps objects as they are. */
export interface Entry {
  readonly version: typeof VERSION
  /** When it was stored, Unix ms. */
  readonly at: number
  /** From when on it is old, Unix ms. */
  readonly expires: number
  /** Of a chat. */
  readonly answer?: Answer | undefined
  /** Of one text of an embedding: its vector, and the model that made it. */
  readonly vector?: readonly number[] | undefined
  readonly model?: string | undefined
  /** An answer came and was not kept: whoever waits for one asks himself. Lives a second. */
  readonly refused?: true | undefined
  /** A digest of each field of the question, for `explainMiss`. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /** The question itself, where it was asked to be kept. */
  readonly question?: Readonly<Record<string, unknown>> | undefined
}

/** An entry with a chat's answer. */
export type Filled = Entry & { readonly answer: Answer }

export const isFilled = (entry: Entry | undefined): entry is Filled => entry?.answer !== undefined

type Loose = { readonly [K in keyof Entry]?: unknown }

/** What a store gave back, if it is an entry that can be used; anything else is a miss. */
export function entryOf(value: unknown): Entry | undefined {
  if (typeof value !== 'object' || value === null) return
  const { version, at, expires, answer, vector, refused } = value as Loose
  if (version !== VERSION || typeof at !== 'number' || typeof expires !== 'number') return
  if (vector !== undefined)
    return Array.isArray(vector) && vector.every((one) => typeof one === 'number')
      ? (value as Entry)
      : undefined
  return refused === true || isAnswer(answer) ? (value as Entry) : undefined
}

function isAnswer(value: unknown): value is Answer {
  const { parts, finishReason, provider, model, warnings, cuts } = Object(value) as {
    readonly [K in keyof Answer]?: unknown
  }
  return (
    Array.isArray(parts) &&
    parts.every((part) => typeof part?.type === 'string') &&
    typeof finishReason === 'string' &&
    typeof provider === 'string' &&
    typeof model === 'string' &&
    Array.isArray(warnings) &&
    (cuts === undefined || Array.isArray(cuts))
  )
}
