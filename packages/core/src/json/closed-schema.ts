import type { JsonSchema } from '../words/schema.ts'

/** A JSON Schema as vendors hold a model to it, and whether they can. */
export interface ClosedSchema {
  readonly schema: JsonSchema
  /** Every property of every object is required, which strict modes ask for. */
  readonly strict: boolean
}

/**
 * The same schema with every object closed that does not say whether it is open. Vendors' strict modes want each object closed and
 * each property required (https://platform.openai.com/docs/guides/structured-outputs); a schema with optional properties stays as it is meant, unstrict.
 */
export function closedSchema(given: JsonSchema): ClosedSchema {
  let strict = true
  const close = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(close)
    if (typeof node !== 'object' || !node) return node
    const closed = Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        key === 'const' || key === 'enum' || key === 'default' || key === 'examples' ? value : close(value),
      ]),
    )
    const { type, properties } = closed
    if (type === 'object' && typeof properties === 'object' && properties) {
      closed['additionalProperties'] ??= false
      const required = (closed['required'] as readonly string[] | undefined) ?? []
      if (
        closed['additionalProperties'] !== false ||
        Object.keys(properties).some((name) => !required.includes(name))
      )
        strict = false
    } else if (type === 'object') strict = false
    return closed
  }
  const { $schema: _, ...schema } = close(given) as Record<string, unknown>
  return { schema, strict }
}
