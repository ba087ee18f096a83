// Runs inside workerd: one call as it is told to, and how it ended.
import { ask, type ChatEvent, isAiuError, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

/** What the worker is asked to do. */
export interface Task {
  readonly baseURL: string
  readonly how: 'ask' | 'stream' | 'break' | 'globals'
  readonly abortAfterMs?: number
}
/** What came of it. */
export interface Outcome {
  readonly text?: string
  readonly types?: readonly string[]
  readonly code?: string
  readonly message?: string
  readonly partial?: string | undefined
  readonly outcomes?: readonly (string | undefined)[]
  readonly tookMs?: number
  readonly globals?: readonly string[]
}

async function run({ baseURL, how, abortAfterMs }: Task): Promise<Outcome> {
  if (how === 'globals')
    return { globals: ['process', 'Buffer', 'require'].map((name) => typeof Reflect.get(globalThis, name)) }
  const provider = openaiCompatible({ baseURL, apiKey: 'sk-test-Zq8vN3xT7wLm2RkY5uHb', model: 'm' })
  const controller = new AbortController()
  let start = performance.now()
  if (abortAfterMs) {
    setTimeout(() => {
      start = performance.now()
      controller.abort(new Error('mine'))
    }, abortAfterMs)
  }
  const { signal } = controller
  const events: ChatEvent[] = []
  try {
    if (how === 'ask') {
      const { text, attempts } = await ask(provider, 'q', { signal })
      return { text, outcomes: attempts.map(({ outcome }) => outcome) }
    }
    const answer = stream(provider, 'q', { signal })
    for await (const event of answer) {
      events.push(event)
      if (how === 'break' && event.type === 'text') break
    }
    const { text, attempts } = await answer.response
    return { text, types: events.map(({ type }) => type), outcomes: attempts.map(({ outcome }) => outcome) }
  } catch (error) {
    if (!isAiuError(error)) return { message: String(error) }
    const outcomes = error.attempts?.map(({ outcome }) => outcome) ?? []
    return {
      code: error.code,
      message: error.message,
      partial: error.partial?.text,
      outcomes,
      tookMs: performance.now() - start,
    }
  }
}

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await run(await request.json()))
  },
}
