import { type AiuError, type AnyProvider, ask, type ChatResponse, isAiuError, stream } from '@aiu/core'

/** How a call ended, in the words of the plain readers. */
export interface Outcome {
  readonly text: string
  readonly reasoning: string
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[]
  readonly finishReason?: ChatResponse['finishReason'] | undefined
  readonly rawFinishReason?: string | undefined
  readonly usage: Readonly<Record<string, number>> | null
  readonly error?: AiuError | undefined
}

/** Asks, and tells how that ended. */
export async function outcomeOf(provider: AnyProvider, streamed: boolean): Promise<Outcome> {
  try {
    const answer = streamed ? await stream(provider, 'q').response : await ask(provider, 'q')
    const { text, parts, toolCalls, finishReason, rawFinishReason, usage } = answer
    const reasoning = parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')
    return { text, reasoning, toolCalls, finishReason, rawFinishReason, usage: figuresOf(usage) }
  } catch (error) {
    if (!isAiuError(error)) throw error
    const { text = '', toolCalls = [], usage } = error.partial ?? {}
    return { text, reasoning: '', toolCalls, usage: figuresOf(usage), error }
  }
}

function figuresOf(usage: ChatResponse['usage']): Outcome['usage'] {
  if (usage === undefined) return null
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = usage
  const named = {
    input: inputTokens,
    output: outputTokens,
    cachedInput: cachedInputTokens,
    reasoning: reasoningTokens,
  }
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
