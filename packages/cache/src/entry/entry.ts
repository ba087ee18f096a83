import type { CacheStore } from '@aiu/core'
import { canonical } from '../key/canonical.ts'
import { markOf } from '../key/mark.ts'
import { type Answer, type Course, gather } from './answer.ts'
import { copied, fromJson, toJson } from './copied.ts'

/** Raised when an entry's shape changes: entries of another version are misses. */
export const VERSION = 1

/** What is in a store under a key. Frozen where the store keeps objects as they are, else JSON with a mark of itself. */
export interface Entry {
  readonly version: typeof VERSION
  /** When it was stored, Unix ms. */
  readonly at: number
  /** From when on it is old, Unix ms. */
  readonly expires: number
  /** Of a chat. */
  readonly answer?: Answer | undefined
  readonly course?: Course | undefined
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

/** An entry's JSON, and a mark of it: what was changed, cut or mixed up on its way is seen to be so. */
interface Written extends Entry {
  readonly mark?: string
}

/** Of a vector, how long it is: its figures are looked at one by one, since to write out a thousand of them takes longer. */
const markIn = (entry: Written): string =>
  markOf(JSON.stringify([canonical(entry, String, false, ['mark', 'vector']), entry.vector?.length]))

/** As the store is given it. */
export function toStored({ inProcess }: CacheStore, entry: Entry): unknown {
  if (inProcess) return Object.freeze(entry)
  const { answer, course } = entry
  // Pieces are put together again when they are read, so that a text is kept once.
  const written = copied(
    course ? { ...entry, answer: { ...answer, parts: undefined } } : entry,
    toJson,
  ) as Written
  return { ...written, mark: markIn(written) }
}

/** What a store gave, if it is an entry that can be used. Whatever else it is, is a miss. */
export function readEntry({ inProcess }: CacheStore, value: unknown): Entry | undefined {
  try {
    const entry = value as Written
    if (entry.version !== VERSION) return
    // A frozen one was put there by a cache, and nobody has changed it.
    if (inProcess) return Object.isFrozen(entry) ? entry : undefined
    if (entry.mark !== markIn(entry) || entry.vector?.some((one) => !Number.isFinite(one))) return
    const read = copied(entry, fromJson) as Entry
    const { answer, course } = read
    return answer && course ? { ...read, answer: { ...answer, parts: gather(course.pieces).parts } } : read
  } catch {
    return
  }
}
