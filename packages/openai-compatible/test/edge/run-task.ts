// Runs where the provider is to be tried: in workerd, in a page. One call as it is told to, and how it ended.
import { type AiuError, ask, type ChatEvent, isAiuError, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

/** What is to be done. */
export interface Task {
  readonly baseURL: string
  /** `pause`: read one piece, wait for `pauseMs`, leave. */
  readonly how: 'ask' | 'stream' | 'break' | 'pause'
  readonly apiKey?: string | undefined
  readonly abortAfterMs?: number | undefined
  /** `abortAfterMs` counts from the first piece of text, however long that takes. Default false: from the call. */
  readonly abortAfterPiece?: boolean | undefined
  /** Asked once the first piece has come, so that the server goes on. */
  readonly releaseURL?: string | undefined
  readonly maxReplyBytes?: number | undefined
  readonly pauseMs?: number | undefined
  /** The call is made so often, all of it told of the last one. Default 1. */
  readonly times?: number | undefined
}
/** What came of it. */
export interface Outcome {
  readonly text?: string
  readonly types?: readonly string[]
  readonly pieces?: readonly string[]
  readonly toolCalls?: readonly (readonly [name: string, args: string])[]
  readonly outputTokens?: number | undefined
  readonly code?: string
  readonly message?: string
  readonly status?: number | undefined
  readonly retryAfterMs?: number | undefined
  readonly partial?: string | undefined
  readonly partialCalls?: number | undefined
  readonly outcomes?: readonly (string | undefined)[]
  /** Since the abort, or the last piece. */
  readonly tookMs?: number
  /** The key stands in something that could be printed of it. */
  readonly leaked?: boolean
  readonly polluted?: boolean
}

export const KEY = 'sk-test-Zq8vN3xT7wLm2RkY5uHb'

/** All that could be printed of an error. */
function printed(error: unknown): string {
  const parts: string[] = []
  for (let at = error; at && parts.length < 50; at = (at as Error).cause) {
    const { message, stack } = at as Error
    parts.push(String(at), message, stack ?? '', JSON.stringify(at) ?? '')
    for (const name of Object.getOwnPropertyNames(at)) parts.push(String(Reflect.get(at as object, name)))
  }
  return parts.join('\n')
}

const failed = (error: AiuError, key: string, tookMs: number): Outcome => ({
  code: error.code,
  message: error.message,
  status: error.status,
  retryAfterMs: error.retryAfterMs,
  partial: error.partial?.text,
  partialCalls: error.partial?.toolCalls.length,
  outcomes: error.attempts?.map(({ outcome }) => outcome) ?? [],
  tookMs,
  leaked: printed(error).includes(key),
  polluted: 'polluted' in {},
})

async function once(task: Task): Promise<Outcome> {
  const {
    baseURL,
    how,
    apiKey = KEY,
    abortAfterMs,
    abortAfterPiece = false,
    releaseURL,
    maxReplyBytes,
    pauseMs = 0,
  } = task
  const controller = new AbortController()
  let start = performance.now()
  const abortLater = (): void => {
    setTimeout(() => {
      start = performance.now()
      controller.abort(new Error('mine'))
    }, abortAfterMs)
  }
  if (abortAfterMs && !abortAfterPiece) abortLater()
  const { signal } = controller
  const events: ChatEvent[] = []
  const pieces: string[] = []
  try {
    const provider = openaiCompatible({ baseURL, apiKey, model: 'm', name: 'faulty', maxReplyBytes })
    if (how === 'ask') {
      const { text, attempts, usage } = await ask(provider, 'q', { signal })
      const outcomes = attempts.map(({ outcome }) => outcome)
      return { text, outcomes, outputTokens: usage?.outputTokens, polluted: 'polluted' in {} }
    }
    const answer = stream(provider, 'q', { signal })
    for await (const event of answer) {
      events.push(event)
      if (event.type !== 'text') continue
      start = performance.now()
      pieces.push(event.text)
      if (abortAfterPiece && pieces.length === 1) abortLater()
      if (releaseURL && pieces.length === 1) await fetch(releaseURL)
      if (how === 'pause') await new Promise((resolve) => setTimeout(resolve, pauseMs))
      if (how === 'break' || how === 'pause') break
    }
    const { text, attempts, usage, toolCalls } = await answer.response
    return {
      text,
      types: events.map(({ type }) => type),
      pieces,
      toolCalls: toolCalls.map((call) => [call.name, call.arguments]),
      outputTokens: usage?.outputTokens,
      outcomes: attempts.map(({ outcome }) => outcome),
      tookMs: performance.now() - start,
      polluted: 'polluted' in {},
    }
  } catch (error) {
    if (!isAiuError(error)) return { message: String(error) }
    return { ...failed(error, apiKey, performance.now() - start), pieces }
  }
}

/** Does what it is told. */
export async function runTask(task: Task): Promise<Outcome> {
  let outcome = await once(task)
  for (let left = (task.times ?? 1) - 1; left > 0; left--) outcome = await once(task)
  return outcome
}
