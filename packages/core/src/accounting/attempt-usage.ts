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

/** The figures of a usage that can be counts, and the rest of it as it is. `undefined` when no figure is left. */
function validUsage(usage: Usage | undefined): Figures | undefined {
  const valid: Record<string, unknown> = {}
  let known = false
  for (const [name, value] of Object.entries(usage ?? {})) {
    if (value === undefined) continue
    const isFigure = name !== 'source' && name !== 'serviceTier'
    if (isFigure && validCount(value) === undefined) continue
    valid[name] = value
    known ||= isFigure
  }
  return known ? valid : undefined
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
  if (isFree(attempt)) return reported as Usage | undefined
  if (!isText(operation)) {
    const units = unitsOf(operation, request, response)
    const source = operation === 'transcribe' ? 'provider' : 'counted'
    return reported || Object.keys(units)[0] ? ({ source, ...units, ...reported } as Usage) : undefined
  }
  if (reported && (outcome === 'done' || ('inputTokens' in reported && 'outputTokens' in reported)))
    return reported as Usage
  const found = estimateTexts(evidence)
  if (!found) return reported as Usage | undefined
  const all = { ...found, ...reported, source: found.source } as Usage
  const { inputTokens = 0, outputTokens = operation === 'embed' ? 0 : undefined } = all
  return outputTokens === undefined ? all : { totalTokens: inputTokens + outputTokens, ...all }
}
