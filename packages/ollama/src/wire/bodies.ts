import { AiuError, type ChatRequest, type EmbedRequest, type WireBody } from '@aiu/core'
import type { OllamaOptions } from '../options.ts'
import { chatMessages } from './chat-messages.ts'

type Defaults = Pick<OllamaOptions, 'options' | 'keepAlive'>
type Fields = WireBody

/** The model a request is for, fit to be sent. */
export function modelOf(named: string | undefined): string {
  if (!named)
    throw new AiuError('configuration', 'ollama: no model was named.', {
      hint: 'Name one: ollama({ model: "llama3.2" }). Those that are there: ollama list.',
    })
  if (/[\r\n\0]/.test(named)) throw new AiuError('invalid-request', 'The model name has a line break in it.')
  return named
}

/** A chat as `/api/chat` takes it. What is `undefined` is not sent; `extra` wins; `request.adapt` has the last word. */
export function chatBody(request: ChatRequest, model: string, stream: boolean, defaults: Defaults): WireBody {
  const { output, tools, toolChoice = 'auto' } = request
  if (toolChoice !== 'auto' && toolChoice !== 'none')
    throw new AiuError('unsupported', 'ollama cannot be told that a tool must be called.', {
      hint: 'Leave toolChoice out, and say it in the prompt.',
      provider: 'ollama',
    })
  const asked = {
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    stop: request.stop,
    num_predict: request.maxTokens,
  }
  return bodyOf(request, defaults, asked, {
    model,
    messages: chatMessages(request.messages),
    tools: toolChoice === 'none' ? undefined : tools?.map(toolOf),
    format: output && ((output.mode === 'schema' && output.schema) || 'json'),
    think: thinkOf(request.reasoning, model),
    stream,
  })
}

/** Texts as `/api/embed` takes them. */
export const embedBody = (request: EmbedRequest, model: string, defaults: Defaults): WireBody =>
  bodyOf(request, defaults, {}, { model, input: request.input, dimensions: request.dimensions })

function bodyOf(
  { extra = {}, adapt }: Pick<ChatRequest, 'extra' | 'adapt'>,
  { options, keepAlive }: Defaults,
  asked: Fields,
  fields: Fields,
): WireBody {
  const { options: own, ...rest } = extra as { readonly options?: Fields }
  const merged: Record<string, unknown> = { ...options }
  for (const name in asked) if (asked[name] !== undefined) merged[name] = asked[name]
  Object.assign(merged, own)
  const body: Record<string, unknown> = { ...fields, keep_alive: keepAlive, ...rest }
  if (Object.keys(merged)[0]) body.options = merged
  // How the reply is read hangs on it.
  if ('stream' in fields) body.stream = fields.stream
  return adapt?.(body) ?? body
}

const toolOf = ({ name, description, parameters }: NonNullable<ChatRequest['tools']>[number]): object => ({
  type: 'function',
  function: { name, description, parameters },
})

/**
 * gpt-oss knows degrees, and nothing else does: its template alone reads them in v0.24, and servers before that refuse them for other
 * models. Others think or do not. https://docs.ollama.com/capabilities/thinking
 */
function thinkOf(reasoning: ChatRequest['reasoning'], model: string): boolean | string | undefined {
  if (!reasoning || reasoning === 'none') return reasoning && false
  if (!/gpt-?oss/i.test(model)) return true
  return reasoning === 'minimal' ? 'low' : reasoning
}
