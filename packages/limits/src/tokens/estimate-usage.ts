import type { CallOptions, Usage } from '@aiu/core'

/** Of a request, what a model reads; and what it may answer. */
interface Asked {
  readonly messages?: unknown
  readonly maxTokens?: number | undefined
}

/** Taken for an image, a sound or a file. */
const MEDIA_TOKENS = 2_000
/** More than any answer has. */
const MOST_TOKENS = 1e9
const READ = ['messages', 'tools', 'output', 'input', 'text', 'prompt']

/**
 * What a call may use. `tokensOf` tells it of a text; names of fields count too, since a server puts something like them around each
 * message; `frame` comes on top of it. An answer of a chat has `maxTokens`, else as many as are assumed.
 */
export function estimateUsage(
  request: CallOptions,
  tokensOf: (text: string) => number,
  assumed: number,
  frame = 0,
): Usage {
  const weigh = (value: unknown): number => {
    if (typeof value === 'string') return tokensOf(value)
    if (typeof value !== 'object' || !value) return 0
    if (value instanceof Uint8Array || value instanceof URL) return MEDIA_TOKENS
    let sum = 0
    if (Array.isArray(value)) for (const one of value) sum += weigh(one)
    else for (const name in value) sum += tokensOf(name) + weigh(value[name as keyof typeof value])
    return sum
  }
  const { messages, maxTokens = assumed } = request as Asked
  let inputTokens = frame
  for (const name of READ) inputTokens += weigh((request as Record<string, unknown>)[name])
  inputTokens = Math.ceil(inputTokens)
  // What is no count would lift the limit. Verbs refuse it.
  const most = maxTokens >= 0 ? Math.min(maxTokens, MOST_TOKENS) : assumed
  const outputTokens = messages ? Math.ceil(most) : 0
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, source: 'estimated' }
}
