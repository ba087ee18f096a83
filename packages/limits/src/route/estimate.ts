import type { Usage } from '@aiu/core'
import type { Turn } from '../combine/way.ts'

/** Assumed of an answer whose `maxTokens` is not told. */
const OUTPUT_TOKENS = 500

/** Characters of all texts in it. */
const lengthOf = (value: unknown): number =>
  typeof value === 'string'
    ? value.length
    : Object(value) === value && !(value instanceof Uint8Array)
      ? Object.values(value as object).reduce((sum: number, one) => sum + lengthOf(one), 0)
      : 0

/** What a call may use: four characters are about a token. */
export function estimate({ operation, request }: Turn<unknown>): Usage {
  const { messages, input, text, prompt, maxTokens = OUTPUT_TOKENS } = request as Record<string, unknown>
  return {
    inputTokens: Math.ceil(lengthOf([messages, input, text, prompt]) / 4),
    outputTokens: operation === 'chat' || operation === 'stream' ? Number(maxTokens) : undefined,
    source: 'estimated',
  }
}
