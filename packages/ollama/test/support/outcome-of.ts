import { type AiuError, ask, type ChatResponse, isAiuError, type PartialAnswer, stream } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { type PlainOutcome, type ReplayFetchOptions, replayFetch } from '@aiu/testing'
import type { WireCase } from '@aiu/testing/node'
import { KEY } from './key.ts'

/** What a caller got, in the words of the plain reader. */
export interface Outcome extends Pick<PlainOutcome, 'text' | 'reasoning' | 'usage'> {
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  readonly finishReason: string | undefined
  readonly rawFinishReason: string | null
  readonly error: AiuError | undefined
}

/** A case asked through the client, which gets the reply as it would from Ollama. */
export async function outcomeOf({ reply, expected }: WireCase, how: ReplayFetchOptions): Promise<Outcome> {
  const provider = ollama({ apiKey: KEY, model: 'm', fetch: replayFetch(reply, how) })
  try {
    const response = expected.stream ? await stream(provider, 'q').response : await ask(provider, 'q')
    return { ...said(response), error: undefined }
  } catch (error) {
    if (!isAiuError(error)) throw error
    return { ...said(error.partial), error }
  }
}

function said(answer: (PartialAnswer & Partial<ChatResponse>) | undefined): Omit<Outcome, 'error'> {
  const { inputTokens, outputTokens } = answer?.usage ?? {}
  return {
    text: answer?.text ?? '',
    reasoning: (answer?.parts ?? []).map((part) => (part.type === 'reasoning' ? part.text : '')).join(''),
    toolCalls: answer?.toolCalls ?? [],
    finishReason: answer?.finishReason,
    rawFinishReason: answer?.rawFinishReason ?? null,
    usage: answer?.usage
      ? {
          ...(inputTokens !== undefined && { input: inputTokens }),
          ...(outputTokens !== undefined && { output: outputTokens }),
        }
      : null,
  }
}
