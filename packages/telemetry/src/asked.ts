import type { CallOptions, ChatRequest, EmbedRequest, ImageRequest, Operation } from '@aiu/core'
import { type Told, told } from './told.ts'

type Words = readonly [name: string, output?: string]
/** The conventions' operation, and the kind of output that it is asked for. They know no models' list, so that name is our own. */
const WORDS = {
  chat: ['chat'],
  stream: ['chat'],
  embed: ['embeddings'],
  generateImage: ['generate_content', 'image'],
  speak: ['generate_content', 'speech'],
  transcribe: ['generate_content', 'text'],
  listModels: ['list_models'],
} as const satisfies Readonly<Record<Operation, Words>>

/** The conventions' name of an operation. */
export const operationName = (operation: Operation): string => WORDS[operation][0]

type Asked = CallOptions & Partial<ChatRequest & EmbedRequest & ImageRequest>

const MOST_TAGS = 16

/** A request's parameters. Nothing of what is asked. */
export function asked(operation: Operation, request: CallOptions): Told {
  const { n, tags = {}, ...given } = request as Asked
  const output: string | undefined = (WORDS[operation] as Words)[1]
  const labels = Object.entries(tags).slice(0, MOST_TAGS)
  return told({
    'gen_ai.request.max_tokens': given.maxTokens,
    'gen_ai.request.temperature': given.temperature,
    'gen_ai.request.top_p': given.topP,
    'gen_ai.request.seed': given.seed,
    'gen_ai.request.stop_sequences': given.stop,
    'gen_ai.request.stream': operation === 'stream' || operation === 'speak' || undefined,
    'gen_ai.request.choice.count': n === 1 ? undefined : n,
    'gen_ai.embeddings.dimension.count': given.dimensions,
    'gen_ai.output.type': given.output ? 'json' : output,
    'aiu.operation': operation,
    'aiu.call.id': given.callId,
    'aiu.again': given.again,
    ...Object.fromEntries(labels.map(([name, value]) => [`aiu.tag.${name.slice(0, 64)}`, value])),
  })
}
