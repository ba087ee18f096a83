import type {
  AssistantPart,
  Cached,
  ChatEvent,
  ChatResponse,
  ChatResult,
  ResponseBase,
  ToolCallPart,
} from '@aiu/core'
import { collector } from '@aiu/core/http'
import { frozen } from './copied.ts'

/** An event of a stream between its `start` and its `finish`; of text, the text alone. */
export type Piece = string | ChatEvent

/**
 * An answer as it is kept: what the vendor said. Frozen, since all who are answered out of one entry have it.
 */
export type Answer = Pick<
  ChatResponse,
  'provider' | 'model' | 'id' | 'parts' | 'finishReason' | 'rawFinishReason' | 'usage' | 'cost' | 'warnings'
>

/** How a stream came: its pieces, and when each of them came, in ms after the first event. */
export interface Course {
  readonly pieces: readonly Piece[]
  readonly times: readonly number[]
}

/** An answer, and its course where it came as a stream. */
export interface Kept {
  readonly answer: Answer
  readonly course?: Course | undefined
}

/** What is worth keeping of an answer: what a provider of one's own adds to it may be anything. */
export const answerOf = ({
  provider,
  model,
  id,
  parts,
  finishReason,
  rawFinishReason,
  usage,
  cost,
  warnings,
}: ChatResponse): Answer =>
  frozen({ provider, model, id, parts, finishReason, rawFinishReason, usage, cost, warnings })

/** Everybody gets parts of his own, to do with as he likes. */
const ownPart = <T extends AssistantPart>(part: T): T =>
  'data' in part && part.data instanceof Uint8Array ? { ...part, data: part.data.slice() } : { ...part }

/** Parts as callers read them first. */
export function viewOf(
  all: ChatResult['parts'],
): Pick<ChatResponse, 'parts' | 'text' | 'toolCalls' | 'message'> {
  let text = ''
  const toolCalls: ToolCallPart[] = []
  const parts = all.map(ownPart)
  for (const part of parts)
    if (part.type === 'text') text += part.text
    else if (part.type === 'tool-call') toolCalls.push(part)
  return { parts, text, toolCalls, message: { role: 'assistant', content: parts } }
}

/** The answer as one gets it who did not go upstream. Times are for core to tell. */
export const responseOf = (answer: Answer, cached: Cached): ChatResponse => ({
  ...answer,
  ...viewOf(answer.parts),
  cached,
  timing: { totalMs: 0 },
  attempts: [],
})

/** The pieces of a whole stream, put together. The response's base came with `finish`. */
export function gather(pieces: readonly Piece[]): ChatResult & ResponseBase {
  const { result, add } = collector()
  for (const piece of pieces) add(typeof piece === 'string' ? { type: 'text', text: piece } : piece)
  return result as ChatResult & ResponseBase
}

/** In characters: of its text, or a call's arguments. */
export const lengthOf = (part: AssistantPart): number =>
  'text' in part ? part.text.length : part.type === 'tool-call' ? part.arguments.length : 0
