import type { Operation } from '../words/operations.ts'
import type { Usage } from '../words/usage.ts'
import { promptContent } from './content.ts'
import { byteLength, countTokens } from './count-tokens.ts'

/** What the estimates look at in a request of any operation. */
interface RequestShape {
  readonly messages?: unknown
  readonly maxTokens?: unknown
  readonly text?: unknown
  readonly prompt?: unknown
  readonly audio?: unknown
  readonly n?: unknown
}

/** Assumed at most for an image, a sound or a file. */
const MAX_MEDIA_TOKENS = 2_000
/** What a server itself puts around a question. */
const FRAME_TOKENS = 100
/** A recording of 16 kbit a second; few that can be understood have less. */
const BYTES_PER_SECOND = 2_000
/** More than any answer has. */
const MAX_ANSWER_TOKENS = 1e9
/** The fields of a request that a model reads. */
const READ = ['messages', 'tools', 'output', 'input', 'text', 'prompt']

/** The most tokens that a value can have: no tokenizer makes more of them than there are bytes. Names of fields count too. */
function maxTokensOf(value: unknown): number {
  if (typeof value === 'string') return byteLength(value)
  if (typeof value !== 'object' || !value) return 0
  if (value instanceof Uint8Array || value instanceof URL) return MAX_MEDIA_TOKENS
  let sum = 0
  if (Array.isArray(value)) for (const one of value) sum += maxTokensOf(one)
  else for (const name in value) sum += name.length + maxTokensOf(value[name as keyof typeof value])
  return sum
}

/** `inputTokens`, the tokens of the answer that the request allows, and what is billed by another unit than the token. */
function estimate(operation: Operation, request: object, inputTokens: number, assumedTokens: number): Usage {
  const { messages, maxTokens, text, audio, n } = request as RequestShape
  // What is no count would lift a limit. Verbs refuse it.
  const answer = typeof maxTokens === 'number' && maxTokens >= 0 ? maxTokens : assumedTokens
  const outputTokens = messages ? Math.ceil(Math.min(answer, MAX_ANSWER_TOKENS)) : undefined
  return {
    inputTokens: operation === 'transcribe' ? undefined : inputTokens,
    outputTokens,
    // Only the answer tells the output tokens of a sound or an image.
    totalTokens:
      operation === 'speak' || operation === 'generateImage' ? undefined : inputTokens + (outputTokens ?? 0),
    reasoningTokens: messages ? 0 : undefined,
    characters: typeof text === 'string' ? text.length : undefined,
    audioSeconds: audio instanceof Uint8Array ? audio.length / BYTES_PER_SECOND : undefined,
    images: operation === 'generateImage' ? (typeof n === 'number' ? n : 1) : undefined,
    source: 'estimated',
  }
}

/**
 * The most that a request can use, before it is sent: a token for each byte of the question, 2,000 tokens for an image, a sound or a
 * file, and `maxTokens` for the answer. A recording is assumed to be as long as its bytes can be.
 *
 * @param assumedTokens For an answer whose request has no `maxTokens`.
 */
export function estimateAtMost(operation: Operation, request: object, assumedTokens: number): Usage {
  let inputTokens = FRAME_TOKENS
  for (const name of READ) inputTokens += maxTokensOf(request[name as keyof typeof request])
  return estimate(operation, request, inputTokens, assumedTokens)
}

/**
 * What a request will probably use: a token for every four bytes of the question, 1,000 tokens for an image, a sound or a file, and
 * `maxTokens` for the answer.
 *
 * @param assumedTokens For an answer whose request has no `maxTokens`.
 */
export const estimateLikely = (operation: Operation, request: object, assumedTokens: number): Usage =>
  estimate(operation, request, countTokens(promptContent(operation, request)).tokens, assumedTokens)
