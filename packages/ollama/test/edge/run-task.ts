// Runs where the provider is to be tried: in workerd, in a page. One thing as it is told to, and how it ended.
import { type AiuError, ask, embed, isAiuError, listModels, stream } from '@aiu/core'
import { type OllamaOptions, ollama } from '@aiu/ollama'

/** What is to be done. */
export interface Task {
  readonly baseURL?: string | undefined
  readonly how: 'ask' | 'stream' | 'break' | 'embed' | 'models' | 'health' | 'pull'
  /** After the first piece, or this long after the beginning. */
  readonly abort?: 'first-piece' | number | undefined
}
/** What came of it. */
export interface Outcome {
  /** What the verb gave. */
  readonly value?: unknown
  readonly pieces: readonly string[]
  readonly code?: string
  readonly message?: string
  readonly hint?: string
  readonly partial?: string | undefined
}

export const KEY = 'ollama-test-Zq8vN3xT7wLm2RkY5uHb'

/** Does what it is told. */
export async function runTask({ baseURL, how, abort }: Task, options: OllamaOptions = {}): Promise<Outcome> {
  const provider = ollama({ baseURL, apiKey: KEY, model: 'm', maxReplyBytes: 1_000_000, ...options })
  const controller = new AbortController()
  const { signal } = controller
  const quit = (): void => controller.abort(new Error('mine'))
  if (typeof abort === 'number') setTimeout(quit, abort)
  const pieces: string[] = []
  try {
    if (how === 'ask') {
      const { text, usage } = await ask(provider, 'q', { signal })
      return { pieces, value: { text, usage } }
    }
    if (how === 'embed')
      return { pieces, value: (await embed(provider, ['a', 'bbb'], { signal })).embeddings }
    if (how === 'models') return { pieces, value: await listModels(provider, { signal }) }
    if (how === 'health') return { pieces, value: await provider.health({ signal }) }
    if (how === 'pull') {
      for await (const { status } of provider.pull('x', { signal })) pieces.push(status)
      return { pieces }
    }
    const answer = stream(provider, 'q', { signal })
    for await (const piece of answer.textStream) {
      pieces.push(piece)
      if (how === 'break') break
      if (abort === 'first-piece') quit()
    }
    const { text, usage } = await answer.response
    return { pieces, value: { text, usage } }
  } catch (error) {
    return { pieces, ...(isAiuError(error) ? told(error) : { message: `${error}` }) }
  }
}

const told = ({ code, message, hint, partial }: AiuError) => ({ code, message, hint, partial: partial?.text })
