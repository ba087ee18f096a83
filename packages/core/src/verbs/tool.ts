import { schemaOf } from '../json/schema-of.ts'
import type { Message, ToolCallPart } from '../words/messages.ts'
import type { CanBeSent, JsonSchema, OutputOf, SchemaLike, StandardSchemaV1 } from '../words/schema.ts'

/** What a tool's function is told beside its input. */
export interface ToolContext {
  /** Fires when the run is aborted; pass it on to what the tool does. */
  readonly signal: AbortSignal
  readonly call: ToolCallPart
  /** The conversation up to the call. */
  readonly messages: readonly Message[]
}

/** A function the model may call. Made by `tool()`. */
export interface Tool<Input = never, Output = unknown> {
  readonly name: string
  readonly description?: string | undefined
  readonly input: StandardSchemaV1<unknown, Input>
  readonly jsonSchema: JsonSchema
  run(input: Input, context: ToolContext): Output | Promise<Output>
}

export interface ToolDefinition<S extends SchemaLike, R> {
  /** Letters, digits, `_` and `-`. */
  readonly name: string
  /** For the model: what it does and when to call it. */
  readonly description?: string | undefined
  readonly input: S & CanBeSent<S>
  run(input: OutputOf<S>, context: ToolContext): R | Promise<R>
}

/**
 * A function the model may call. Its input says itself as JSON Schema (zod, arktype, `toStandardJsonSchema` of valibot), or is a pair
 * `{ schema, jsonSchema }`.
 *
 * @example const clock = tool({ name: 'clock', input: z.object({ zone: z.string() }), run: ({ zone }) => timeIn(zone) })
 */
export function tool<S extends SchemaLike, R>({
  input,
  ...rest
}: ToolDefinition<S, R>): Tool<OutputOf<S>, R> {
  const { schema, jsonSchema } = schemaOf(input)
  return { ...rest, input: schema as StandardSchemaV1<unknown, OutputOf<S>>, jsonSchema }
}
