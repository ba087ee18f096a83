import type { JsonSchema } from '@aiu/core'

/** A JSON Schema in the words that the engine can make a grammar of, and which of its demands the grammar does not make. */
export interface GrammarSchema {
  readonly schema: JsonSchema
  readonly loose: readonly string[]
}

type Schema = Readonly<Record<string, unknown>>

/** Any JSON. The engine has no word for it. */
const ANY: Schema = {
  oneOf: [
    { type: ['string', 'number', 'boolean', 'null'] },
    { type: 'object', additionalProperties: true },
    { type: 'array' },
  ],
}

/** A grammar with more repetitions than this is refused by llama.cpp, or slow. */
const MOST_REPEATS = 1000

/** Demands that a grammar does not make; a schema may well have them, and the answer should be checked. */
const DEMANDS = [
  'pattern',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'uniqueItems',
  'contains',
  'not',
  'if',
  'allOf',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
] as const

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isLiteral = (value: unknown): boolean =>
  value === null || /^(string|number|boolean)$/.test(typeof value)

/**
 * Translates a schema. The grammar allows nothing that the schema forbids, but for what is listed in `loose`. It asks for every property,
 * the optional ones too, save one that would never come to an end.
 */
export function grammarSchema(root: JsonSchema): GrammarSchema {
  const loose = new Set<string>()
  const defs: Record<string, Schema> = {}
  const names = new Map<unknown, string>()

  /** What a reference points at: the root, or a definition of it. */
  const target = (ref: unknown): Schema | undefined => {
    if (ref === '#') return root
    const [, kind, name] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(String(ref)) ?? []
    const found = kind && isSchema(root[kind]) ? root[kind][decodeURIComponent(name ?? '')] : undefined
    return isSchema(found) ? found : undefined
  }

  /** Does every value of this schema hold one of `goal`? Then a `goal` that asks for it never ends. */
  const leadsTo = (goal: Schema, schema: unknown, seen: ReadonlySet<unknown>): boolean => {
    if (!isSchema(schema) || seen.has(schema)) return false
    if (schema === goal) return true
    const passed = new Set([...seen, schema])
    if (schema.$ref !== undefined) return leadsTo(goal, target(schema.$ref), passed)
    const options = [...listOf(schema.anyOf), ...listOf(schema.oneOf)]
    if (options.length > 0) return options.every((option) => leadsTo(goal, option, passed))
    if (schema.type === 'array')
      return Number(schema.minItems ?? 0) > 0 && leadsTo(goal, schema.items, passed)
    return isSchema(schema.properties)
      ? Object.values(schema.properties).some((value) => leadsTo(goal, value, passed))
      : false
  }

  const limit = (schema: Schema, name: string): Schema => {
    const value = schema[name]
    if (value === undefined) return {}
    if (typeof value === 'number' && value <= MOST_REPEATS) return { [name]: value }
    loose.add(name)
    return {}
  }

  const object = (schema: Schema): Schema => {
    const given = isSchema(schema.properties) ? schema.properties : {}
    const required = listOf(schema.required)
    const properties = Object.entries(given)
      .filter(([name, value]) => required.includes(name) || !leadsTo(schema, value, new Set()))
      .map(([name, value]) => [name, convert(value)] as const)
    for (const name of required) if (!(String(name) in given)) properties.push([String(name), ANY])
    const rest = schema.additionalProperties ?? (properties.length === 0 ? true : undefined)
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      additionalProperties: isSchema(rest) ? convert(rest) : rest === true && properties.length === 0,
      ...(properties.length === 0 && {
        ...limit(schema, 'minProperties'),
        ...limit(schema, 'maxProperties'),
      }),
    }
  }

  const array = (schema: Schema): Schema => {
    const { items, prefixItems } = schema
    return {
      type: 'array',
      ...(isSchema(items) && { items: convert(items) }),
      ...(Array.isArray(prefixItems) && { prefixItems: prefixItems.map((item) => convert(item)) }),
      ...(items === false && { maxItems: listOf(prefixItems).length }),
      ...limit(schema, 'minItems'),
      ...limit(schema, 'maxItems'),
    }
  }

  const ofType = (type: unknown, schema: Schema): Schema => {
    if (type === 'object') return object(schema)
    if (type === 'array') return array(schema)
    if (type !== 'string') return { type }
    const { format } = schema
    return /^(date-time|date|time)$/.test(String(format))
      ? { type, format }
      : { type, ...limit(schema, 'minLength'), ...limit(schema, 'maxLength') }
  }

  const reference = (ref: unknown): Schema => {
    const to = target(ref)
    if (!to) {
      loose.add('$ref')
      return ANY
    }
    const known = names.get(to)
    if (known) return { $ref: `#/$defs/${known}` }
    const name = `d${names.size}`
    names.set(to, name)
    defs[name] = convert(to)
    return { $ref: `#/$defs/${name}` }
  }

  const shape = (schema: Schema): Schema => {
    const options = [...listOf(schema.anyOf), ...listOf(schema.oneOf)]
    const whole = listOf(schema.allOf)
    if (schema.$ref !== undefined) return reference(schema.$ref)
    if ('const' in schema) return isLiteral(schema.const) ? { const: schema.const } : unsayable('const')
    if (schema.enum !== undefined)
      return listOf(schema.enum).every(isLiteral) ? { enum: schema.enum } : unsayable('enum')
    if (options.length > 0) return { oneOf: options.map((option) => convert(option)) }
    if (whole.length === 1) return convert(whole[0])
    const { type = schema.properties ? 'object' : schema.items ? 'array' : undefined } = schema
    if (Array.isArray(type)) return { oneOf: type.map((one) => ofType(one, schema)) }
    return type === undefined ? ANY : ofType(type, schema)
  }

  const unsayable = (what: string): Schema => {
    loose.add(what)
    return ANY
  }

  const convert = (schema: unknown): Schema => {
    if (!isSchema(schema)) return schema === false ? unsayable('false') : ANY
    for (const demand of DEMANDS)
      if (schema[demand] !== undefined && !isHarmless(demand, schema[demand])) loose.add(demand)
    const { description } = schema
    return { ...shape(schema), ...(typeof description === 'string' && { description }) }
  }

  const schema = convert(root)
  // A root that is a reference, or a plain value, has no room for definitions beside it.
  const holds = schema.$ref === undefined ? schema : { oneOf: [schema] }
  return { schema: Object.keys(defs).length > 0 ? { ...holds, $defs: defs } : schema, loose: [...loose] }
}

/** What converters write though it demands nothing: the range of safe integers, keys that are texts, one schema alone. */
function isHarmless(demand: string, value: unknown): boolean {
  if (demand === 'propertyNames') return isSchema(value) && Object.keys(value).every((key) => key === 'type')
  if (demand === 'allOf') return listOf(value).length < 2
  return typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER
}
