import type { ChatRequest, JsonSchema, ToolSpec, Warning } from '@aiu/core'
import type { ChatModelFunctions, GbnfJsonSchema } from 'node-llama-cpp'
import { grammarSchema } from './grammar-schema.ts'
import { refuse } from './refuse.ts'

/** Tools as the engine has them. */
export interface ToolFunctions {
  readonly functions: ChatModelFunctions
  readonly warnings: readonly Warning[]
}

/** The tools as the engine tells the model of them; it is held to their names and parameters, and runs none of them. */
export function toolFunctions({ tools, toolChoice, output }: ChatRequest): ToolFunctions | undefined {
  if (!tools?.length || toolChoice === 'none') return undefined
  if (toolChoice !== undefined && toolChoice !== 'auto')
    refuse('a toolChoice that forces a call', 'Leave toolChoice out, or ask for JSON with a schema instead.')
  if (output) refuse('tools together with a JSON answer', 'Ask for one of them at a time.')
  const translated = tools.map((tool) => ({ tool, ...grammarSchema(tool.parameters) }))
  return {
    functions: Object.fromEntries(
      translated.map(({ tool, schema }) => [tool.name, toolFunction(tool, schema)]),
    ),
    warnings: translated
      .filter(({ loose }) => loose.length > 0)
      .map(({ tool, loose }) => loosened(tool, loose)),
  }
}

const loosened = ({ name }: ToolSpec, loose: readonly string[]): Warning => ({
  code: 'schema-loosened',
  message: `Calls of ${name} are held to its parameters, but not to: ${loose.join(', ')}.`,
})

function toolFunction({ description }: ToolSpec, schema: JsonSchema): ChatModelFunctions[string] {
  const { type, properties = {}, additionalProperties } = schema
  const takesNothing =
    type === 'object' &&
    Object.keys(properties as object).length === 0 &&
    typeof additionalProperties === 'boolean'
  return {
    ...(description !== undefined && { description }),
    ...(!takesNothing && { params: schema as unknown as GbnfJsonSchema }),
  }
}
