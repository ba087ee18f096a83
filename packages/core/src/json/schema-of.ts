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
  if ('schema' in given) return given
  const standard = given?.['~standard'] as
    | (StandardSchemaV1 & Partial<StandardJsonSchemaV1>)['~standard']
    | undefined
  if (!standard?.jsonSchema)
    throw new AiuError('invalid-request', 'The schema cannot say itself as JSON Schema.', {
      hint: 'Wrap it in toStandardJsonSchema() of @valibot/to-json-schema, or give { schema, jsonSchema }.',
    })
  return { schema: given, jsonSchema: standard.jsonSchema.input({ target: 'draft-2020-12' }) as JsonSchema }
}
