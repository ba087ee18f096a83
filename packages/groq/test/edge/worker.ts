// Runs inside workerd.
import { ask, isAiuError, stream } from '@aiu/core'
import { groq } from '@aiu/groq'

export interface Task {
  readonly baseURL: string
  readonly how: 'ask' | 'stream' | 'break'
  readonly apiKey?: string | undefined
  readonly abortAfterMs?: number | undefined
}

async function run({ baseURL, how, apiKey, abortAfterMs }: Task): Promise<object> {
  const globals = ['process', 'Buffer', 'require'].map((name) => typeof Reflect.get(globalThis, name))
  const controller = new AbortController()
  const { signal } = controller
  try {
    const provider = groq({ baseURL, apiKey, model: 'm' })
    if (how === 'ask') return { globals, text: (await ask(provider, 'q', { signal })).text }
    const answer = stream(provider, 'q', { signal })
    const pieces: string[] = []
    for await (const piece of answer.textStream) {
      // From the first piece, however long that takes.
      if (abortAfterMs && pieces.length === 0) setTimeout(() => controller.abort(), abortAfterMs)
      pieces.push(piece)
      if (how === 'break') return { pieces }
    }
    return { pieces, text: (await answer.response).text }
  } catch (error) {
    if (!isAiuError(error)) return { error: String(error) }
    const { code, message, hint, partial } = error
    return { code, message, hint, partial: partial?.text }
  }
}

export default {
  fetch: async (request: Request): Promise<Response> => Response.json(await run(await request.json())),
}
