import type { AssistantPart, Cached, ChatResponse, ChatResult, ToolCallPart } from '@aiu/core'

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

/** A copy that nobody can change, but for bytes, which cannot be frozen. */
function frozen<T>(value: T): T
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof URL) return value
  if (value instanceof Uint8Array) return value.slice()
  return Object.freeze(
    Array.isArray(value)
      ? value.map(frozen)
      : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, frozen(one)])),
  )
}

/** What is worth keeping of an answer. */
export const answerOf = (
  { provider, model, id, parts, finishReason, rawFinishReason, usage, cost, warnings }: ChatResponse,
  cuts?: readonly number[],
): Answer => ({
  ...frozen({ provider, model, id, parts, finishReason, rawFinishReason, usage, cost, warnings }),
  cuts,
})

/** Everybody gets bytes of his own. */
const ownBytes = <T extends AssistantPart>(part: T): T =>
  'data' in part && part.data instanceof Uint8Array ? { ...part, data: part.data.slice() } : part

/** Parts as callers read them first. */
export function viewOf({
  parts: all,
}: Pick<ChatResult, 'parts'>): Pick<ChatResponse, 'parts' | 'text' | 'toolCalls' | 'message'> {
  let text = ''
  let bare = true
  const toolCalls: ToolCallPart[] = []
  for (const part of all) {
    if (part.type === 'text') text += part.text
    else if (part.type === 'tool-call') toolCalls.push(part)
    else if ('data' in part) bare = false
  }
  const parts = bare ? all : all.map(ownBytes)
  return { parts, text, toolCalls, message: { role: 'assistant', content: parts } }
}

/** The answer as one gets it who did not go upstream. Times are for core to tell. */
export const responseOf = (
  { provider, model, id, parts, finishReason, rawFinishReason, usage, cost, warnings }: Answer,
  cached: Cached,
): ChatResponse => ({
  provider,
  model,
  id,
  finishReason,
  rawFinishReason,
  usage,
  cost,
  warnings,
  ...viewOf({ parts }),
  cached,
  timing: { totalMs: 0 },
  attempts: [],
})

/** In characters: of its text, or a call's arguments. */
export const lengthOf = (part: AssistantPart): number =>
  'text' in part ? part.text.length : part.type === 'tool-call' ? part.arguments.length : 0
