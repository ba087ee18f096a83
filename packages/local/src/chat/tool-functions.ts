import type { ChatRequest, ToolSpec } from '@aiu/core'
import type { ChatModelFunctions, GbnfJsonSchema } from 'node-llama-cpp'
import { grammarSchema } from './grammar-schema.ts'
import { refuse } from './refuse.ts'

/** The tools as the engine tells the model of them; it is held to their names and parameters, and runs none of them. */
export function toolFunctions({ tools, toolChoice, output }: ChatRequest): ChatModelFunctions | undefined {
  if (!tools?.length || toolChoice === 'none') return undefined
  if (toolChoice !== undefined && toolChoice !== 'auto')
    refuse('a toolChoice that forces a call', 'Leave toolChoice out, or ask for JSON with a schema instead.')
  if (output) refuse('tools together with a JSON answer', 'Ask for one of them at a time.')
  return Object.fromEntries(tools.map((tool) => [tool.name, toolFunction(tool)]))
}

function toolFunction({ description, parameters }: ToolSpec): ChatModelFunctions[string] {
  const { schema } = grammarSchema(parameters)
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
