import type { Attempt, ImageResponse, Operation, SpeakRequest, TranscribeResponse, Usage } from '@aiu/core'
import type { Gauge } from './gauge.ts'
import { type Reading, readingOf } from './reading.ts'

type Figures = { -readonly [F in keyof Usage]?: Usage[F] }

/** Of one attempt, what its usage can be told from. */
export interface Evidence {
  readonly attempt: Attempt
  readonly request: object
  /** The whole answer, where it came. */
  readonly response?: object | undefined
  /** What the model wrote, as far as it came. */
  readonly written?: Reading | undefined
  readonly gauge: Gauge
}

/** It was refused, or nothing of it was heard: servers bill neither. A time-out may have been worked on. */
export const isFree = ({ outcome, code, firstTokenMs, usage }: Attempt): boolean =>
  outcome === 'failed' && code !== 'timeout' && firstTokenMs === undefined && !usage

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

const isKnown = (figure: unknown): boolean => figure !== undefined

/** Puts what was told over what was found; a figure nobody told leaves the other as it is. */
function over(found: Figures, told: Usage | undefined): Figures {
  const all: Record<string, unknown> = { ...found }
  for (const [name, value] of Object.entries(told ?? {})) if (isKnown(value)) all[name] = value
  return all
}

/** By the texts that went and came; `undefined` for a request that cannot be read. */
function gauged(evidence: Evidence): Usage | undefined {
  try {
    return gaugedIn(evidence)
  } catch {
    return undefined
  }
}

function gaugedIn({ attempt, request, written, gauge }: Evidence): Usage {
  const { operation, model, askedModel } = attempt
  const name = askedModel ?? model ?? ''
  const input = gauge(readingOf(operation, request), name)
  // Vectors are no tokens.
  const output = operation === 'embed' || !written ? undefined : gauge(written, name)
  return {
    inputTokens: input.tokens,
    outputTokens: output?.tokens,
    source: input.counted && output?.counted !== false ? 'counted' : 'estimated',
  }
}

const isText = (operation: Operation): boolean =>
  operation === 'chat' || operation === 'stream' || operation === 'embed'

/**
 * What an attempt used. What the server told wins; what it left open of an answer, or of a part of one, is counted or estimated.
 * `undefined` where it used nothing, or nothing can be known.
 */
export function usedBy(evidence: Evidence): Usage | undefined {
  const { attempt, request, response } = evidence
  const { operation, outcome, usage: told } = attempt
  if (operation === 'listModels' || isFree(attempt)) return told
  if (!isText(operation)) {
    const units = unitsOf(operation, request, response)
    const source = operation === 'transcribe' ? 'provider' : 'counted'
    const all = over({ source, ...units }, told)
    return told || Object.keys(units)[0] ? (all as Usage) : undefined
  }
  const { inputTokens, outputTokens } = told ?? {}
  if (told && (outcome === 'done' || (isKnown(inputTokens) && isKnown(outputTokens)))) return told
  const found = gauged(evidence)
  if (!found) return told
  const all = { ...over(found, told), source: found.source }
  const { inputTokens: read = 0, outputTokens: wrote = operation === 'embed' ? 0 : undefined } = all
  return wrote === undefined ? all : { totalTokens: read + wrote, ...all }
}
