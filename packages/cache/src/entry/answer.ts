import type { AssistantPart, Cached, ChatResponse, ChatResult } from '@aiu/core'

/**
 * An answer as it is kept: what the vendor said, and how a stream cut it into pieces. Frozen, since those who are answered out of one
 * entry share its parts.
 */
export interface Answer
  extends Pick<
    ChatResponse,
    'provider' | 'model' | 'id' | 'parts' | 'finishReason' | 'rawFinishReason' | 'usage' | 'cost' | 'warnings'
  > {
  /** How a stream cut it, see `cutsOf`. */
  readonly cuts?: readonly number[] | undefined
}

const frozen = <T extends object>(value: T): T => Object.freeze({ ...value })
/** Bytes cannot be frozen, so everybody gets his own. */
const ownBytes = <T extends AssistantPart>(part: T): T =>
  'data' in part && part.data instanceof Uint8Array ? { ...part, data: part.data.slice() } : part

/** What is worth keeping of an answer. */
export const answerOf = (
  { provider, model, id, parts, finishReason, rawFinishReason, usage, cost, warnings }: ChatResponse,
  cuts?: readonly number[],
): Answer => ({
  provider,
  model,
  id,
  parts: Object.freeze(parts.map((part) => frozen(ownBytes(part)))),
  finishReason,
  rawFinishReason,
  usage: usage && frozen(usage),
  cost: cost && frozen({ ...cost, lines: Object.freeze(cost.lines.map(frozen)) }),
  warnings: Object.freeze(warnings.map(frozen)),
  cuts,
})

/** Parts as callers read them first. */
export const viewOf = ({
  parts: all,
}: Pick<ChatResult, 'parts'>): Pick<ChatResponse, 'parts' | 'text' | 'toolCalls' | 'message'> => {
  const parts = all.some((part) => 'data' in part) ? all.map(ownBytes) : all
  return {
    parts,
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: parts.filter((part) => part.type === 'tool-call'),
    message: { role: 'assistant', content: parts },
  }
}

/** The answer as one gets it who did not go upstream. Times are for core to tell. */
export const responseOf = ({ cuts: _, ...answer }: Answer, cached: Cached): ChatResponse => ({
  ...answer,
  ...viewOf(answer),
  cached,
  timing: { totalMs: 0 },
  attempts: [],
})

/** In characters: of its text, or a call's arguments. */
export const lengthOf = (part: AssistantPart): number =>
  'text' in part ? part.text.length : part.type === 'tool-call' ? part.arguments.length : 0
