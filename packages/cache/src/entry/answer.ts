import type { AssistantPart, Cached, ChatEvent, ChatResponse, ChatResult, ToolCallPart } from '@aiu/core'

/**
 * An answer as it is kept: what the vendor said, and how a stream cut it into pieces. Frozen, since those who are answered out of one
 * entry share its parts.
 */
export interface Answer
  extends Pick<
    ChatResponse,
    'provider' | 'model' | 'id' | 'parts' | 'finishReason' | 'rawFinishReason' | 'usage' | 'cost' | 'warnings'
  > {
  /**
   * For each event of the stream it came as three numbers: which part it belongs to, how many characters of it, and when it came, in
   * ms after the first.
   */
  readonly cuts?: readonly number[] | undefined
}

const frozen = <T extends object>(value: T): T => Object.freeze({ ...value })

/** What is worth keeping of an answer. */
export const answerOf = (
  { provider, model, id, parts, finishReason, rawFinishReason, usage, cost, warnings }: ChatResponse,
  cuts?: readonly number[],
): Answer => ({
  provider,
  model,
  id,
  parts: Object.freeze(parts.map(frozen)),
  finishReason,
  rawFinishReason,
  usage: usage && frozen(usage),
  cost: cost && frozen({ ...cost, lines: Object.freeze(cost.lines.map(frozen)) }),
  warnings: Object.freeze(warnings.map(frozen)),
  cuts,
})

/** The answer as one gets it who did not go upstream. Times are for core to tell. */
export function responseOf({ cuts, ...answer }: Answer, cached: Cached): ChatResponse {
  const { parts } = answer
  return {
    ...answer,
    cached,
    timing: { totalMs: 0 },
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    toolCalls: parts.filter((part) => part.type === 'tool-call'),
    message: { role: 'assistant', content: parts },
    attempts: [],
  }
}

/** An event of a kept answer, and when it came, in ms after the first. */
export interface TimedEvent {
  readonly event: ChatEvent
  readonly atMs: number
}

/** The events between `start` and `finish`: as they came, where they came as a stream; else a piece for each part. */
export function eventsOf({ parts, cuts }: Answer): TimedEvent[] {
  const calls = parts.filter((part) => part.type === 'tool-call')
  const pieces = cuts ?? parts.flatMap((part, at) => [at, lengthOf(part), 0])
  const taken = new Map<AssistantPart, number>()
  const events: TimedEvent[] = []
  let atMs = 0
  for (let at = 0; at + 2 < pieces.length; at += 3) {
    const part = parts[pieces[at] ?? 0]
    atMs = pieces[at + 2] ?? 0
    if (!part) continue
    const from = taken.get(part) ?? 0
    const to = from + (pieces[at + 1] ?? 0)
    taken.set(part, to)
    const event = eventOf(part, from, to, calls)
    if (event) events.push({ event, atMs })
  }
  for (const call of calls) events.push({ event: { type: 'tool-call', call }, atMs })
  return events
}

/** In characters: of its text, or a call's arguments. */
export const lengthOf = (part: AssistantPart): number =>
  'text' in part ? part.text.length : part.type === 'tool-call' ? part.arguments.length : 0

function eventOf(
  part: AssistantPart,
  from: number,
  to: number,
  calls: readonly ToolCallPart[],
): ChatEvent | undefined {
  if ('text' in part) return { type: part.type, text: part.text.slice(from, to) }
  if (part.type === 'source') return part
  if (part.type !== 'tool-call') return
  const { id, name } = part
  const delta = part.arguments.slice(from, to)
  return { type: 'tool-call-delta', index: calls.indexOf(part), id, name, delta }
}

/** Notes how a stream is cut, beside the parts that its events are put together into. */
export function cutter(result: ChatResult): { note(event: ChatEvent, atMs: number): void; cuts(): number[] } {
  const noted: { part: number; call: number; length: number; atMs: number }[] = []
  return {
    /** Of an event that has been added to the result. */
    note(event, atMs) {
      const part = result.parts.length - 1
      if ('text' in event) noted.push({ part, call: -1, length: event.text.length, atMs })
      else if (event.type === 'source') noted.push({ part, call: -1, length: 0, atMs })
      else if (event.type === 'tool-call-delta')
        noted.push({ part: -1, call: event.index, length: event.delta.length, atMs })
    },
    cuts() {
      // Calls become parts only at the end.
      const calls = result.parts.flatMap((part, at) => (part.type === 'tool-call' ? [at] : []))
      return noted.flatMap(({ part, call, length, atMs }) => [
        call < 0 ? part : (calls[call] ?? -1),
        length,
        atMs,
      ])
    },
  }
}
