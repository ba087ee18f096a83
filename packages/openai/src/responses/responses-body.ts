import { AiuError, type ChatRequest, type WireBody } from '@aiu/core'
import { inputItems, type Refuse } from './input-items.ts'

interface Extra {
  readonly reasoning?: object | null | undefined
  readonly text?: object | null | undefined
}

/** Ours with the caller's on top; nothing where neither says anything. */
const merged = (ours: object | undefined, theirs: object | null | undefined): object | null | undefined =>
  theirs ? { ...ours, ...theirs } : theirs === null ? theirs : ours

/**
 * A request as the Responses API has it. What is `undefined` is not sent. `extra` wins: `reasoning` and `text` field by field, the
 * rest as a whole; `request.adapt` has the last word. Throws `unsupported` for what the API has no place for.
 *
 * Nothing is stored (`store: false`): the conversation is the caller's messages. Thoughts come sealed, to be given back, when the model
 * is told how long to think (`include`): https://developers.openai.com/api/docs/guides/reasoning
 */
export function responsesBody(
  request: ChatRequest,
  provider: string,
  model: string | undefined,
  stream: boolean,
): WireBody {
  const { toolChoice, output, reasoning, seed, stop } = request
  const refuse: Refuse = (what, hint = "openai({ api: 'chat' }) does.") => {
    throw new AiuError('unsupported', `The Responses API takes no ${what}.`, { provider, hint })
  }
  if (seed !== undefined) refuse('seed')
  if (stop?.length) refuse('stop sequences')
  const { reasoning: moreReasoning, text: moreText, ...extra } = (request.extra ?? {}) as Extra
  const { name = 'answer', strict, schema } = output ?? {}
  const format =
    output &&
    (output.mode === 'schema' ? { type: 'json_schema', name, schema, strict } : { type: 'json_object' })
  const thinks = reasoning ? reasoning !== 'none' : moreReasoning
  const body: WireBody = {
    model: request.model ?? model,
    input: request.messages.flatMap((message) => inputItems(message, provider, refuse)),
    store: false,
    include: thinks ? ['reasoning.encrypted_content'] : undefined,
    temperature: request.temperature,
    top_p: request.topP,
    max_output_tokens: request.maxTokens,
    reasoning: merged(reasoning && { effort: reasoning }, moreReasoning),
    text: merged(format && { format }, moreText),
    // The API holds a tool to its schema unless it is told not to; ours are held where they ask for it.
    tools: request.tools?.map((tool) => ({ type: 'function', ...tool, strict: tool.strict ?? false })),
    tool_choice: typeof toolChoice === 'object' ? { type: 'function', name: toolChoice.name } : toolChoice,
    ...(stream && { stream }),
    ...extra,
  }
  return request.adapt?.(body) ?? body
}
