import type { WireBody } from '@aiu/core'
import { valueAt, withValue } from './body.ts'

/** How a body asks for JSON. */
export interface Format {
  /** Where: of chat completions, of the Responses API, of Ollama. */
  readonly path: string
  /** What the way it is asked for is remembered by. That a server takes no plain JSON mode says nothing of schemas. */
  readonly key: string
  /** Where strictness is asked for. */
  readonly strict: string
  readonly name: string
  /** Absent: any JSON. */
  readonly schema?: unknown
}

interface Spec {
  readonly json_schema?: Spec
  readonly name?: string
  readonly schema?: unknown
}

export function formatOf(body: WireBody): Format | undefined {
  const path = ['response_format', 'text.format', 'format'].find((path) => valueAt(body, path))
  if (!path) return undefined
  const value = valueAt(body, path) as Spec
  const nested = value.json_schema
  const { name = 'answer', schema } = nested ?? value
  const asked = schema ?? (path === 'format' && typeof value === 'object' ? value : undefined)
  return {
    path,
    key: asked ? path : `${path}=json`,
    strict: `${path}${nested ? '.json_schema' : ''}.strict`,
    name,
    schema: asked,
  }
}

/** Ways to ask for JSON where a schema is refused, the best first: JSON mode, a tool that must be called, the prompt alone. */
export const MODES = ['object', 'tool', 'prompt']

/** The body with JSON asked for in another way. The schema stands in the prompt in each of them. */
export function inMode(body: WireBody, { path, name, schema }: Format, mode: string): WireBody {
  const content = `Answer with JSON${schema ? ` that fits this JSON Schema: ${JSON.stringify(schema)}` : ' alone.'}`
  const list = body.messages ? 'messages' : 'input'
  const turns = body[list]
  const flat = list === 'input'
  const tool = { name, parameters: schema, strict: flat ? false : undefined }
  return {
    ...withValue(
      body,
      path,
      mode === 'object' ? (path === 'format' ? 'json' : { type: 'json_object' }) : undefined,
    ),
    [list]: [
      { role: 'system', content },
      ...(Array.isArray(turns) ? turns : [{ role: 'user', content: turns }]),
    ],
    ...(mode === 'tool' && {
      tools: [{ type: 'function', ...(flat ? tool : { function: tool }) }],
      tool_choice: { type: 'function', ...(flat ? { name } : { function: { name } }) },
    }),
  }
}
