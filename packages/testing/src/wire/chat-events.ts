import type { WireAnswer } from './wire-kit.ts'

/** One event of a stream. */
export const event = (data: unknown): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

export const DONE = 'data: [DONE]\n\n'

/** The vendors' words for why an answer ended. */
export const FINISH: Readonly<Record<WireAnswer['finishReason'], string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  other: 'odd_reason',
}

/** Usage as it stands on the wire; nothing where none is told. */
export const usageOf = ({ usage }: Pick<WireAnswer, 'usage'>): object =>
  usage
    ? {
        usage: {
          prompt_tokens: usage.inputTokens,
          completion_tokens: usage.outputTokens,
          total_tokens: usage.inputTokens + usage.outputTokens,
        },
      }
    : {}
