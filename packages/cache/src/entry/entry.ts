import type { Answer } from './answer.ts'
import { isCutOf } from './cuts.ts'

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
  /** A mark of each field of the question, for `explainMiss`. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /** The question itself, where it was asked to be kept. */
  readonly question?: Readonly<Record<string, unknown>> | undefined
}

/** An entry with a chat's answer. */
export type Filled = Entry & { readonly answer: Answer }

export const isFilled = (entry: Entry | undefined): entry is Filled => entry?.answer !== undefined

/** What a store gave back, if it is an entry that can be used; anything else is a miss. May throw on what is no entry at all. */
export function entryOf(value: unknown): Entry | undefined {
  const entry = Object(value) as Entry
  const { version, at, expires, answer, vector, model, refused } = entry
  const sound =
    version === VERSION &&
    Number.isFinite(at) &&
    Number.isFinite(expires) &&
    (vector ? vector.every(Number.isFinite) && isText(model) : answer ? isAnswer(answer) : refused === true)
  return sound ? entry : undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isMaybe = (value: unknown, type: string): boolean => value === undefined || typeof value === type

/** The texts that a part must have, by its type. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  reasoning: ['text'],
  'tool-call': ['id', 'name', 'arguments'],
  source: ['url'],
}

function isPart(part: Readonly<Record<string, unknown>>): boolean {
  const { type, data, signature, title } = part
  const sound = Object.hasOwn(TEXTS, type as string)
    ? TEXTS[type as string]?.every((name) => isText(part[name]))
    : (type === 'image' || type === 'audio') && (data instanceof Uint8Array || data instanceof URL)
  return !!sound && isMaybe(signature, 'string') && isMaybe(title, 'string')
}

/** A figure that is none would spoil every sum it goes into. */
const areFigures = (usage: object): boolean =>
  Object.entries(usage).every(
    ([name, value]) => name === 'source' || value === undefined || Number.isFinite(value),
  )

function isAnswer(answer: Answer): boolean {
  const { parts, finishReason, rawFinishReason, provider, model, id, warnings, cuts, usage, cost } = answer
  return (
    parts.length > 0 &&
    parts.every((part) => isPart(part as object as Readonly<Record<string, unknown>>)) &&
    (finishReason === 'stop' || finishReason === 'tool-calls') &&
    [provider, model].every(isText) &&
    [id, rawFinishReason].every((one) => isMaybe(one, 'string')) &&
    warnings.every(({ code, message }) => isText(code) && isText(message)) &&
    (usage === undefined || (areFigures(usage) && isText(usage.source))) &&
    (cost === undefined ||
      (Number.isFinite(cost.amount) &&
        isText(cost.currency) &&
        isText(cost.source) &&
        Array.isArray(cost.lines))) &&
    (cuts === undefined || isCutOf(answer))
  )
}
