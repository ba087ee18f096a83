/** How a setting's text is read, and what type its value has. */
export type Kind =
  | 'text'
  | 'id'
  | 'secret'
  | 'url'
  | 'path'
  | 'identifier'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'list'
  | 'ids'
  | 'headers'

/** One setting, as data: what resolves it, checks it and documents it. */
export interface Setting {
  /** Environment names, any case; the first one set wins. */
  readonly env: readonly string[]
  readonly kind: Kind
  readonly default?: string | number | boolean | undefined
  /** Inclusive. */
  readonly min?: number | undefined
  /** Inclusive. */
  readonly max?: number | undefined
  readonly unit?: string | undefined
  /** Of a `choice`: the words allowed. */
  readonly options?: readonly string[] | undefined
  /** Of a `choice`: what an unknown word becomes, with a warning, in place of an error. */
  readonly fallback?: string | undefined
  /** The value may be `null` (as text: "never" or "null"), and this is what that means. */
  readonly never?: string | undefined
  /** For people, a phrase. */
  readonly about: string
}

interface Values {
  text: string
  id: string
  secret: string
  url: string
  path: string
  identifier: string
  integer: number
  number: number
  boolean: boolean
  list: readonly string[]
  ids: readonly string[]
  headers: Readonly<Record<string, string>>
}

/** The type of a setting's value when it has one. */
export type ValueOf<S extends Setting> =
  | (S extends { readonly options: readonly (infer Option)[] }
      ? Option
      : Values[Exclude<S['kind'], 'choice'>])
  | (S extends { readonly never: string } ? null : never)
