import type { WireBody } from '@aiu/core'

/** What a server is known not to take of the chat-completions wire. */
export interface Quirks {
  /** Wire names of parameters to leave out. */
  readonly omit?: readonly string[] | undefined
  /** The wire name that the output limit goes by. Default `max_tokens`. */
  readonly maxTokensAs?: string | undefined
  /** How an answer that fits a schema is asked for: by the schema, by JSON mode with the schema in the prompt, or by the prompt alone. Default `schema`. */
  readonly schemaMode?: 'schema' | 'object' | 'prompt' | undefined
}

interface Format {
  readonly json_schema?: { readonly schema?: unknown } | undefined
}

/** The way around quirks, as `adapt` takes it. A new body; the given one stays as it is. */
export const obeyQuirks =
  ({ omit = [], maxTokensAs = 'max_tokens', schemaMode = 'schema' }: Quirks) =>
  (body: WireBody): WireBody => {
    const { max_tokens: limit, response_format: format, ...rest } = body
    const changed: Record<string, unknown> = { ...rest, response_format: format }
    // The caller may have given it by its own name, as an extra.
    if (limit !== undefined) changed[maxTokensAs] = limit
    const { json_schema: asked } = (format ?? {}) as Format
    if (asked && schemaMode !== 'schema') {
      const content = `Answer with JSON that fits this JSON Schema: ${JSON.stringify(asked.schema)}`
      changed.messages = [{ role: 'system', content }, ...(body.messages as readonly unknown[])]
      changed.response_format = schemaMode === 'object' ? { type: 'json_object' } : undefined
    }
    for (const name of omit) delete changed[name]
    return changed
  }
