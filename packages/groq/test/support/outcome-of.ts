import { type AiuError, ask, type ChatResponse, isAiuError, type PartialAnswer, stream } from '@aiu/core'
import { groq } from '@aiu/groq'
import { type PlainOutcome, type ReplayFetchOptions, replayFetch } from '@aiu/testing'
import type { WireCase } from '@aiu/testing/node'
import { KEY } from './key.ts'

/** What a caller got, in the words of the plain reader. */
export interface Outcome extends Pick<PlainOutcome, 'text' | 'reasoning' | 'refusal' | 'sources'> {
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[]
  readonly finishReason: string | null | undefined
  readonly usage: PlainOutcome['usage']
  readonly error: AiuError | undefined
}

/** A case asked through groq-sdk, which gets the reply as it would from Groq. */
export async function outcomeOf({ reply, expected }: WireCase, how: ReplayFetchOptions): Promise<Outcome> {
  const provider = groq({ apiKey: KEY, model: 'm', fetch: replayFetch(reply, how) })
  try {
    const response = expected.stream ? await stream(provider, 'q').response : await ask(provider, 'q')
    return { ...said(response), error: undefined }
  } catch (error) {
    if (!isAiuError(error)) throw error
    return { ...said(error.partial), error }
  }
}

function said(answer: (PartialAnswer & Partial<ChatResponse>) | undefined): Omit<Outcome, 'error'> {
  const joined = (type: string): string =>
    (answer?.parts ?? []).map((part) => (part.type === type && 'text' in part ? part.text : '')).join('')
  const { inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens } = answer?.usage ?? {}
  const usage = known({
    input: inputTokens,
    output: outputTokens,
    total: totalTokens,
    cachedInput: cachedInputTokens,
    reasoning: reasoningTokens,
  })
  return {
    text: answer?.text ?? '',
    reasoning: joined('reasoning'),
    refusal: joined('refusal'),
    sources: (answer?.parts ?? []).flatMap((part) => (part.type === 'source' ? [part.url] : [])),
    toolCalls: (answer?.toolCalls ?? []).map(({ name, arguments: args }) => ({ name, arguments: args })),
    finishReason: answer?.rawFinishReason,
    usage: answer?.usage ? usage : null,
  }
}

/** Without what is `undefined`. */
export const known = (figures: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
