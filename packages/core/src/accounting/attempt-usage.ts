import type { Attempt } from '../words/attempt.ts'
import type { SpeakRequest, TranscribeResponse } from '../words/audio.ts'
import type { ImageResponse } from '../words/image.ts'
import type { Operation } from '../words/operations.ts'
import type { Usage } from '../words/usage.ts'
import { type Content, promptContent } from './content.ts'
import { type CountText, countTokens } from './count-tokens.ts'
import { validCount } from './counts.ts'

type Figures = { -readonly [F in keyof Usage]?: Usage[F] }

/** What is known of one attempt and its answer. */
export interface AttemptEvidence {
  readonly attempt: Attempt
  /** The request as it was sent. */
  readonly request: object
  /** The whole answer, where it came. */
  readonly response?: object | undefined
  /** Gets what the model wrote, as far as it came; called only when it must be counted. Absent: not known. */
  readonly output?: (() => Content | undefined) | undefined
  /** The app's own tokenizer. Absent: tokens are estimated from the length of the texts. */
  readonly countText?: CountText | undefined
}

/**
 * Whether an attempt costs nothing: the server refused it, or sent nothing at all before it failed. An attempt that gave a first token
 * or reported a usage is never free, and one that timed out may have been worked on.
 */
export const isFree = ({ operation, outcome, code, firstTokenMs, usage }: Attempt): boolean =>
  operation === 'listModels' ||
  (outcome === 'failed' && code !== 'timeout' && firstTokenMs === undefined && !usage)

const isText = (operation: Operation): boolean =>
  operation === 'chat' || operation === 'stream' || operation === 'embed'

/**
 * Whether a usage says all that its operation is billed by. When it does not, the cost is unknown, and what was reserved stays
 * reserved.
 */
export function isComplete(operation: Operation, usage: Usage | undefined): usage is Usage {
  const { totalTokens, inputTokens, outputTokens, characters, audioSeconds, images } = usage ?? {}
  if (totalTokens !== undefined) return true
  if (operation === 'embed') return inputTokens !== undefined
  if (isText(operation)) return inputTokens !== undefined && outputTokens !== undefined
  return (characters ?? audioSeconds ?? images ?? inputTokens ?? outputTokens) !== undefined
}

const isFigure = (name: string): boolean => name !== 'source' && name !== 'serviceTier'

/** The usage without figures that cannot be counts, as it is where all can. `undefined` when no figure is left. */
function validUsage(usage: Usage | undefined): Usage | undefined {
  let valid = usage
  let known = false
  for (const name in usage) {
    const value = usage[name as keyof Usage]
    if (value === undefined || !isFigure(name)) continue
    if (validCount(value) === undefined) valid = { ...(valid as Usage), [name]: undefined }
    else known = true
  }
  return known ? valid : undefined
}

/** What was found, with what was reported in its place. A figure that nobody reported leaves the other as it is. */
function override(found: Figures, reported: Usage | undefined): Figures {
  const all: Record<string, unknown> = { ...found }
  for (const name in reported) {
    const value = reported[name as keyof Usage]
    if (value !== undefined) all[name] = value
  }
  return all
}

/** What is counted as it stands: characters sent, seconds heard, images made. */
function unitsOf(operation: Operation, request: object, response: object | undefined): Figures {
  if (operation === 'speak') return { characters: (request as SpeakRequest).text.length }
  if (operation === 'transcribe') {
    const { durationSeconds } = (response ?? {}) as Partial<TranscribeResponse>
    return durationSeconds === undefined ? {} : { audioSeconds: durationSeconds }
  }
  const { images } = (response ?? {}) as Partial<ImageResponse>
  return operation === 'generateImage' && images ? { images: images.length } : {}
}

/** By the texts that went and came; `undefined` for a request that cannot be read. */
function estimateTexts({ attempt, request, output, countText }: AttemptEvidence): Figures | undefined {
  const { operation, model, askedModel } = attempt
  const name = askedModel ?? model ?? ''
  try {
    const read = countTokens(promptContent(operation, request), name, countText)
    // Vectors are no tokens.
    const content = operation === 'embed' ? undefined : output?.()
    const written = content && countTokens(content, name, countText)
    return {
      inputTokens: read.tokens,
      // Nothing that can be read is not nothing that is billed: a model may have thought.
      outputTokens: written?.tokens || undefined,
      source: read.counted && written?.counted !== false ? 'counted' : 'estimated',
    }
  } catch {
    return
  }
}

/**
 * What an attempt used. What the server reported wins; what it left open is counted or estimated from the question and from what came
 * of the answer. `undefined` when the attempt used nothing, or when nothing is known. Where a part is not known, such as the answer of
 * a call that was aborted, that figure is `undefined`.
 */
export function usageOfAttempt(evidence: AttemptEvidence): Usage | undefined {
  const { attempt, request, response } = evidence
  const { operation, outcome } = attempt
  const reported = validUsage(attempt.usage)
  if (isFree(attempt)) return reported
  if (!isText(operation)) {
    const units = unitsOf(operation, request, response)
    const source = operation === 'transcribe' ? 'provider' : 'counted'
    return reported || Object.keys(units)[0] ? (override({ source, ...units }, reported) as Usage) : undefined
  }
  if (
    reported &&
    (outcome === 'done' || (reported.inputTokens !== undefined && reported.outputTokens !== undefined))
  )
    return reported
  const found = estimateTexts(evidence)
  if (!found) return reported
  const all = { ...override(found, reported), source: found.source } as Usage
  const { inputTokens = 0, outputTokens = operation === 'embed' ? 0 : undefined } = all
  return outputTokens === undefined ? all : { totalTokens: inputTokens + outputTokens, ...all }
}
