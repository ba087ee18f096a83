import {
  AiuError,
  type AssistantPart,
  type ChatMessage,
  type ChatRequest,
  type UserPart,
  type WireBody,
} from '@aiu/core'
import { toText } from '@aiu/core/http'
import { dataURL } from './data-url.ts'

function userPart(part: UserPart): unknown {
  const { type } = part
  if (type === 'text') return part
  if (type === 'image')
    return { type: 'image_url', image_url: { url: dataURL(part, 'image/png'), detail: part.detail } }
  if (type === 'audio') {
    const [, format, data] = /^data:audio\/(?:x-)?(\w+);base64,(.*)/.exec(dataURL(part, 'audio/wav')) ?? []
    return { type: 'input_audio', input_audio: { data, format } }
  }
  if (type !== 'file') throw new AiuError('invalid-request', `A message has a part of the type "${type}".`)
  const { data, name } = part
  return {
    type,
    file:
      'id' in data ? { file_id: data.id } : { filename: name, file_data: dataURL(part, 'application/pdf') },
  }
}

function assistantMessage(parts: readonly AssistantPart[]): object {
  const calls: unknown[] = []
  let text = ''
  for (const part of parts) {
    if (part.type === 'text' || part.type === 'refusal') text += part.text
    else if (part.type === 'tool-call')
      calls.push({ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } })
  }
  return { role: 'assistant', content: text || null, tool_calls: calls[0] && calls }
}

function message({ role, content }: ChatMessage): unknown {
  if (typeof content === 'string') return { role, content }
  if (role === 'user') return { role, content: content.map(userPart) }
  if (role === 'tool')
    return content.map(({ id, output }) => ({ role, tool_call_id: id, content: toText(output) }))
  return assistantMessage(content)
}

/** A request as the chat-completions wire has it. What is `undefined` is not sent; `extra` wins; `adapt` has the last but one word, `request.adapt` the last. */
export function chatBody(
  request: ChatRequest,
  model: string | undefined,
  stream: boolean,
  adapt?: (body: WireBody) => WireBody,
): WireBody {
  const { toolChoice, output } = request
  const { name = 'answer', strict, schema } = output ?? {}
  let body: WireBody = {
    model: request.model ?? model,
    messages: request.messages.flatMap(message),
    temperature: request.temperature,
    top_p: request.topP,
    max_tokens: request.maxTokens,
    seed: request.seed,
    stop: request.stop,
    reasoning_effort: request.reasoning,
    tools: request.tools?.map((tool) => ({ type: 'function', function: tool })),
    tool_choice: typeof toolChoice === 'object' ? { type: 'function', function: toolChoice } : toolChoice,
    response_format:
      output &&
      (output.mode === 'schema'
        ? { type: 'json_schema', json_schema: { name, strict, schema } }
        : { type: 'json_object' }),
    ...(stream && { stream, stream_options: { include_usage: true } }),
    ...request.extra,
  }
  body = adapt?.(body) ?? body
  return request.adapt?.(body) ?? body
}
