import type { JsonSchema } from '../words/schema.ts'

/** A JSON Schema as vendors hold a model to it, and whether they can. */
export interface ClosedSchema {
  readonly schema: JsonSchema
  /** Every property of every object is required, which strict modes ask for. */
  readonly strict: boolean
}

/** Keywords whose value stays as it is. */
const KEPT = /^(const|enum|default|examples|allOf)$/
/** Keywords whose value is schemas by name, and a name may be that of a keyword. */
const NAMED = /^(properties|\$defs|definitions)$/

/**
 * The same schema with every object closed that does not say whether it is open. Vendors' strict modes want each object closed and
 * each property required (https://platform.openai.com/docs/guides/structured-outputs); a schema with optional properties stays as it is meant, unstrict.
 * Under `allOf` nothing is closed: an object would have to fit all of its parts, and could fit none.
 */
export function closedSchema(given: JsonSchema): ClosedSchema {
  let strict = true
  const each = (node: object): JsonSchema =>
    Object.fromEntries(Object.entries(node).map(([name, value]) => [name, close(value)]))
  const close = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(close)
    if (typeof node !== 'object' || !node) return node
    const closed: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(node)) {
      if (key === 'allOf') strict = false
      const named = NAMED.test(key) && typeof value === 'object' && value
      closed[key] = KEPT.test(key) ? value : named ? each(value) : close(value)
    }
    const { type, properties, required } = closed
    if (!properties && ![type].flat().includes('object')) return closed
    closed.additionalProperties ??= false
    const all = [required].flat()
    if (
      closed.additionalProperties !== false ||
      !properties ||
      Object.keys(properties).some((name) => !all.includes(name))
    )
      strict = false
    return closed
  }
  const { $schema: _, ...schema } = close(given) as Record<string, unknown>
  return { schema, strict }
}
