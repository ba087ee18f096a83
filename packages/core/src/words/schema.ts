/** A JSON Schema, draft 2020-12. */
export interface JsonSchema {
  readonly [key: string]: unknown
}

/** A thing a schema found wrong, and where. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
/** What a schema makes of a value. */
export type Validation<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** The Standard Schema interface, version 1: what valibot, zod and arktype schemas are. See https://standardschema.dev */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (
      value: unknown,
      options?: undefined,
    ) => Validation<Output> | Promise<Validation<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** A schema that can also say itself as JSON Schema: zod 4 and arktype as they are, valibot through `toStandardJsonSchema`. */
export interface StandardJsonSchemaV1 {
  readonly '~standard': {
    readonly jsonSchema: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>
    }
  }
}

/** A schema with its JSON Schema beside it, for one that cannot say it itself. */
export interface SchemaPair<Output = unknown> {
  readonly schema: StandardSchemaV1<unknown, Output>
  readonly jsonSchema: JsonSchema
}
export type SchemaLike =
  | StandardSchemaV1
  | { readonly schema: StandardSchemaV1; readonly jsonSchema: JsonSchema }

type SchemaOf<S> = S extends { readonly schema: infer Inner } ? Inner : S
/** What goes into a schema: what the model writes. */
export type InputOf<S extends SchemaLike> =
  SchemaOf<S> extends StandardSchemaV1 ? NonNullable<SchemaOf<S>['~standard']['types']>['input'] : never
/** What comes out of a schema, transformations done. */
export type OutputOf<S extends SchemaLike> =
  SchemaOf<S> extends StandardSchemaV1 ? NonNullable<SchemaOf<S>['~standard']['types']>['output'] : never

/**
 * Refuses, in words, a schema that cannot say itself as JSON Schema. An intersection, not an overload: of overloads the
 * compiler prints only the last one.
 */
export type CanBeSent<S> = S extends
  | { readonly schema: unknown; readonly jsonSchema: unknown }
  | StandardJsonSchemaV1
  ? unknown
  : {
      readonly '~standard': {
        readonly jsonSchema: 'missing: wrap the schema in toStandardJsonSchema() of @valibot/to-json-schema, or give { schema, jsonSchema }'
      }
    }
