import { AiuError, type ChatRequest, type WireBody } from '@aiu/core'
import { chatBody } from '@aiu/openai-compatible/wire'
import type { GroqOptions } from './options.ts'

/** Its thoughts stand in its text unless it is told otherwise: https://console.groq.com/docs/reasoning */
const THINKS_ALOUD = /^qwen\/qwen3/
/** Thinks or does not; knows no degrees: groq-sdk 1.6, `reasoning_effort`. */
const NO_DEGREES = /^qwen\/qwen3(-|\.6)/

type Defaults = Pick<GroqOptions, 'model' | 'serviceTier' | 'reasoningFormat'>

/** A request as Groq takes it. `extra` wins over everything but `request.adapt`. */
export function groqBody(request: ChatRequest, defaults: Defaults, stream: boolean): WireBody {
  const model = request.model ?? defaults.model
  if (/[\r\n\0]/.test(model ?? ''))
    throw new AiuError('invalid-request', 'The model name has a line break in it.')
  refuseUnknownParts(request)
  // max_tokens is deprecated in favor of max_completion_tokens: groq-sdk 1.6
  return chatBody(request, model, stream, ({ max_tokens: limit, ...body }) => ({
    ...body,
    max_completion_tokens: limit,
    reasoning_effort: effortOf(request, `${model}`),
    reasoning_format: formatOf(body, defaults, `${model}`),
    service_tier: defaults.serviceTier,
    ...request.extra,
  }))
}

function effortOf({ reasoning }: ChatRequest, model: string): string | undefined {
  if (reasoning && reasoning !== 'none' && NO_DEGREES.test(model)) return 'default'
  return reasoning === 'minimal' ? 'low' : reasoning
}

function formatOf(body: WireBody, { reasoningFormat }: Defaults, model: string): string | undefined {
  const { include_reasoning: included, tools, response_format: output } = body
  // One excludes the other: groq-sdk 1.6
  if (included !== undefined) return undefined
  // With JSON or tools raw is a 400: https://console.groq.com/docs/reasoning
  if (reasoningFormat === 'raw' && (tools || output)) return 'parsed'
  return reasoningFormat ?? (THINKS_ALOUD.test(model) ? 'parsed' : undefined)
}

/** Groq's messages hold text and images (groq-sdk 1.6, `ChatCompletionContentPart`). */
function refuseUnknownParts({ messages }: ChatRequest): void {
  for (const { role, content } of messages)
    if (role === 'user' && typeof content !== 'string')
      for (const { type } of content)
        if (type === 'audio' || type === 'file')
          throw new AiuError('unsupported', `groq takes no ${type} in a message.`, {
            hint: 'Text of documents can be given as extra: { documents }; other things need another provider.',
          })
}
