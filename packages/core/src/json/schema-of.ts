import { AiuError } from '../errors/aiu-error.ts'
import type {
  JsonSchema,
  SchemaLike,
  SchemaPair,
  StandardJsonSchemaV1,
  StandardSchemaV1,
} from '../words/schema.ts'

/** A schema with its JSON Schema, whichever way it was given. Throws `invalid-request` for one that cannot say itself. */
export function schemaOf(given: SchemaLike): SchemaPair {
  const { schema, jsonSchema } = (given ?? {}) as Partial<SchemaPair>
  if (schema && jsonSchema) return { schema, jsonSchema }
  const standard = (given as Partial<StandardSchemaV1> | undefined)?.['~standard'] as
    | Partial<StandardJsonSchemaV1['~standard']>
    | undefined
  let cause: unknown
  try {
    const said = standard?.jsonSchema?.input({ target: 'draft-2020-12' })
    if (said) return { schema: given as StandardSchemaV1, jsonSchema: said as JsonSchema }
  } catch (error) {
    // A date, a bigint, a function: what has no form in JSON.
    cause = error
  }
  throw new AiuError(
    'invalid-request',
    `The schema cannot say itself as JSON Schema${cause instanceof Error ? `: ${cause.message}` : '.'}`,
    {
      cause,
      hint: 'Wrap it in toStandardJsonSchema() of @valibot/to-json-schema, or give { schema, jsonSchema }.',
    },
  )
}
