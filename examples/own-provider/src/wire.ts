import { AiuError, type ChatRequest } from '@aiu/core'

/** One line of an answer: a word of it, its end, or an error. It comes from outside, so anything may be missing. */
export interface Line {
  readonly word?: string
  readonly end?: 'stop' | 'length'
  readonly used?: { readonly inputTokens?: number; readonly outputTokens?: number }
  readonly error?: unknown
}

const NOT_TAKEN = ['tools', 'output', 'reasoning', 'temperature', 'topP', 'seed', 'stop'] as const

/** A question as the server takes it. What it cannot be told is refused: to leave it out would be another question. */
export function questionOf(request: ChatRequest, defaultModel: string): object {
  const refuse = (what: string): never => {
    throw new AiuError('unsupported', `telegraph takes no ${what}.`, { provider: 'telegraph' })
  }
  for (const what of NOT_TAKEN) if (request[what] !== undefined) refuse(what)
  const said = request.messages.map(({ role, content }) => ({
    role,
    text:
      typeof content === 'string'
        ? content
        : content.map((part) => (part.type === 'text' ? part.text : refuse(part.type))).join(''),
  }))
  const body = { model: request.model ?? defaultModel, most: request.maxTokens, said, ...request.extra }
  return request.adapt?.(body) ?? body
}
