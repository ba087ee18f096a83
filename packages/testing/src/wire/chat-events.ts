import type { WireAnswer } from './wire-kit.ts'

/** One event of a stream. */
export const event = (data: unknown): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

export const DONE = 'data: [DONE]\n\n'

/** What stands in every object of an answer. */
export const BASE = { id: 'chatcmpl-1', created: 1_767_225_600, model: 'example-1' } as const

/** One chunk of a stream, with one choice; a text for `delta` is its content. */
export const chunk = (delta: object | string, finish: string | null = null, more: object = {}): string =>
  event({
    ...BASE,
    object: 'chat.completion.chunk',
    choices: [
      { index: 0, delta: typeof delta === 'string' ? { content: delta } : delta, finish_reason: finish },
    ],
    ...more,
  })

/** The vendors' words for why an answer ended. */
export const FINISH: Readonly<Record<WireAnswer['finishReason'], string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  other: 'odd_reason',
}

/** The figures of a usage. */
export const figuresOf = ({ usage }: Pick<WireAnswer, 'usage'>): object | undefined =>
  usage && {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
  }

/** Usage as it stands on the wire; nothing where none is told. */
export const usageOf = (answer: Pick<WireAnswer, 'usage'>): object =>
  answer.usage ? { usage: figuresOf(answer) } : {}
