import type { WireAnswer } from './wire-kit.ts'

// Ollama's lines: `ChatResponse` of its api/types.go.

type Told = Readonly<Record<string, unknown>>

export const line = (what: unknown): string => `${JSON.stringify(what)}\n`

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Calls have their arguments as objects. */
const callsOf = (calls: WireAnswer['toolCalls'], from: number) =>
  calls?.map(({ id, name, arguments: text }, at) => ({
    id,
    function: { index: from + at, name, arguments: parsed(text) },
  }))

/** One object of a reply: what is said in it, and whether more comes. */
export const talk = (
  { text = [], reasoning, toolCalls }: Partial<WireAnswer>,
  end: Told,
  from = 0,
): Told => ({
  model: 'example-1',
  created_at: '2026-01-01T00:00:00.123456789Z',
  message: {
    role: 'assistant',
    content: text.join(''),
    ...(reasoning && { thinking: reasoning.join('') }),
    ...(toolCalls && { tool_calls: callsOf(toolCalls, from) }),
  },
  ...end,
})

export const piece = (said: Partial<WireAnswer>, from = 0): string => line(talk(said, { done: false }, from))

/** Its words for why an answer ended; calls end like any other answer, and for a filter it has none. */
const DONE_REASON = { stop: 'stop', 'tool-calls': 'stop', length: 'length', other: 'odd_reason' } as const

/** What the last object of an answer has beside its message; `undefined`: it has no word for filters and refusals. */
export function doneOf({
  finishReason,
  refusal,
  usage,
}: Pick<WireAnswer, 'finishReason' | 'refusal' | 'usage'>): Told | undefined {
  if (finishReason === 'content-filter' || refusal) return undefined
  return {
    done: true,
    done_reason: DONE_REASON[finishReason],
    total_duration: 623_857_601,
    load_duration: 41_811_379,
    ...(usage && { prompt_eval_count: usage.inputTokens }),
    prompt_eval_duration: 170_993_652,
    ...(usage && { eval_count: usage.outputTokens }),
    eval_duration: 407_502_053,
  }
}
