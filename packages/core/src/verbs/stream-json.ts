import { answerCheck, misfit } from '../json/answer-check.ts'
import { partialJson } from '../json/partial-json.ts'
import type { Prompt } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'
import type { CanBeSent, InputOf, OutputOf, SchemaLike } from '../words/schema.ts'
import type { JsonAnswer, JsonOptions } from './ask-json.ts'
import { stream } from './stream.ts'

/** A value of which anything may still be missing. */
export type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T

/**
 * A typed answer as it grows: the value so far, each time there is more of it, to be read once. Nothing is sent before the first
 * read. Leaving the loop closes the connection.
 */
export interface JsonStream<Partial, Value> extends AsyncIterable<Partial, undefined> {
  /** The whole answer, checked. Reads on by itself while nobody else does. Rejects with `invalid-output` for one that does not fit. */
  readonly response: Promise<JsonAnswer<Value>>
  cancel(reason?: unknown): void
}

export type StreamJsonOptions = Pick<JsonOptions, 'schemaName'>

/**
 * One question, and an answer that fits the schema, as it grows. The pieces are what the model wrote so far, unchecked: strings may
 * go on, items may follow. The whole is checked like `askJson`'s, but not asked for again.
 *
 * @example for await (const invoice of streamJson(provider, 'Read this: ...', Invoice)) show(invoice.lines?.length)
 */
export function streamJson<P extends Provider, S extends SchemaLike>(
  provider: P,
  prompt: Prompt,
  given: S & CanBeSent<S>,
  options: ChatOptions<P> & StreamJsonOptions = {} as ChatOptions<P>,
): JsonStream<DeepPartial<InputOf<S>>, OutputOf<S>> {
  const { schemaName, ...rest } = options as ChatOptions<Provider> & StreamJsonOptions
  const { output, accept, check } = answerCheck(given, schemaName)
  const live = stream<Provider>(provider, prompt, { output, accept, ...rest })
  let whole: Promise<JsonAnswer<OutputOf<S>>> | undefined

  async function* pieces(): AsyncGenerator<DeepPartial<InputOf<S>>, undefined> {
    const json = partialJson()
    for await (const piece of live.textStream)
      if (json.push(piece)) {
        const value = json.value()
        if (value !== undefined) yield value as DeepPartial<InputOf<S>>
      }
    return undefined
  }

  const checked = async (): Promise<JsonAnswer<OutputOf<S>>> => {
    const response = await live.response
    const found = await check(response)
    if (!found.issues) return { ...response, value: found.value as OutputOf<S> }
    throw misfit(response, found.issues)
  }

  const events = pieces()
  return {
    [Symbol.asyncIterator]: () => events,
    get response() {
      void live.response
      whole ??= checked()
      whole.catch(() => {})
      return whole
    },
    cancel: live.cancel,
  }
}
