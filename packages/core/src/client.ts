import { wrap } from './layers/wrap.ts'
import { toResponse } from './transport/to-response.ts'
import { ask } from './verbs/ask.ts'
import { askJson, type JsonAnswer, type JsonOptions } from './verbs/ask-json.ts'
import { askMany, type Batch, type BatchOptions } from './verbs/ask-many.ts'
import { type EmbedOptions, embed } from './verbs/embed.ts'
import { generateImage, type ImageOptions } from './verbs/generate-image.ts'
import { listModels } from './verbs/list-models.ts'
import { type AnyTool, runTools, type ToolOptions, type ToolRun } from './verbs/run-tools.ts'
import { type AnswerStream, stream } from './verbs/stream.ts'
import { type DeepPartial, type JsonStream, type StreamJsonOptions, streamJson } from './verbs/stream-json.ts'
import type { CallOptions } from './words/call-options.ts'
import type { ChatResponse } from './words/chat.ts'
import type { EmbedResponse } from './words/embed.ts'
import type { ImageResponse } from './words/image.ts'
import type { Layer } from './words/layer.ts'
import type { Prompt } from './words/messages.ts'
import type { ModelInfo } from './words/models.ts'
import type { AnyProvider, ChatOptions, Provider } from './words/provider.ts'
import type { CanBeSent, InputOf, OutputOf, SchemaLike } from './words/schema.ts'

/** A stream of a client's. */
export interface ClientStream extends AnswerStream {
  /** As a `text/event-stream` reply, for `readAnswer` at the other end. */
  toResponse(init?: ResponseInit): Response
}

/** What every client can do. */
export interface ChatVerbs<P extends Provider> {
  /** The provider with its layers: for verbs of other packages, `transcribe(ai.provider, audio)`. */
  readonly provider: P
  /** One question, one answer. */
  ask(prompt: Prompt, options?: ChatOptions<P>): Promise<ChatResponse>
  /** One question, and its answer as it comes. */
  stream(prompt: Prompt, options?: ChatOptions<P>): ClientStream
  /** Many questions, some at a time. */
  askMany(prompts: readonly Prompt[], options?: ChatOptions<P> & BatchOptions): Batch
  /** One question, and an answer that fits the schema. */
  askJson<S extends SchemaLike>(
    prompt: Prompt,
    schema: S & CanBeSent<S>,
    options?: ChatOptions<P> & JsonOptions,
  ): Promise<JsonAnswer<OutputOf<S>>>
  /** One question, and an answer that fits the schema, as it grows. */
  streamJson<S extends SchemaLike>(
    prompt: Prompt,
    schema: S & CanBeSent<S>,
    options?: ChatOptions<P> & StreamJsonOptions,
  ): JsonStream<DeepPartial<InputOf<S>>, OutputOf<S>>
  /** One question, and functions the model may call to answer it. */
  runTools(prompt: Prompt, tools: readonly AnyTool[], options?: ChatOptions<P> & ToolOptions): ToolRun
}
export interface EmbedVerbs {
  /** Vectors of texts. */
  embed(input: string | readonly string[], options?: EmbedOptions): Promise<EmbedResponse>
}
export interface ModelVerbs {
  /** The models the server offers now. */
  listModels(options?: CallOptions): Promise<readonly ModelInfo[]>
}
export interface ImageVerbs {
  /** Images after a description. */
  generateImage(prompt: string, options?: ImageOptions): Promise<ImageResponse>
}

/** The verbs this provider has methods for. Of one known only at run time (`AnyProvider`) all; what it lacks then throws `unsupported`. */
export type AiClient<P extends Provider = AnyProvider> = ChatVerbs<P> &
  ('embed' extends keyof P ? EmbedVerbs : unknown) &
  ('listModels' extends keyof P ? ModelVerbs : unknown) &
  ('generateImage' extends keyof P ? ImageVerbs : unknown)

/**
 * The verbs with the provider given, and layers around it; the first listed sees a request first. Throws `configuration` where a
 * layer stands around one that belongs outside it.
 *
 * @example const ai = createClient(groq({ model: 'llama-3.3-70b-versatile' }), usage(tracker), cache(store))
 */
export function createClient<P extends Provider>(provider: P, ...layers: readonly Layer[]): AiClient<P> {
  const whole = layers[0] ? wrap(provider, ...layers) : provider
  type Verb = (provider: never, ...rest: never[]) => unknown
  const given =
    (verb: Verb) =>
    (...rest: never[]): unknown =>
      verb(whole as never, ...rest)
  const live: Verb = (...asked) => {
    const answer = (stream as (...all: never[]) => AnswerStream)(...asked)
    return Object.assign(answer, { toResponse: (init?: ResponseInit) => toResponse(answer, init) })
  }
  const client: Record<keyof AiClient, unknown> = {
    provider: whole,
    ask: given(ask),
    stream: given(live),
    askMany: given(askMany),
    askJson: given(askJson),
    streamJson: given(streamJson),
    runTools: given(runTools),
    embed: given(embed),
    listModels: given(listModels),
    generateImage: given(generateImage),
  }
  return client as unknown as AiClient<P>
}
