import { describe, expect, test } from 'vitest'
import { grammarSchema } from '../src/chat/grammar-schema.ts'

const node = (rest: object) => ({ type: 'object', properties: { value: { type: 'string' }, ...rest } })

describe('a schema that holds itself', () => {
  test('keeps what can end: lists and alternatives', () => {
    const { schema } = grammarSchema({
      ...node({
        children: { type: 'array', items: { $ref: '#' } },
        next: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
      }),
      required: ['value'],
    })
    expect(Object.keys(schema.properties as object)).toEqual(['value', 'children', 'next'])
    expect(schema.$defs).toHaveProperty('d0')
  })

  test('leaves out an optional property that cannot end, also by way of another definition', () => {
    const { schema } = grammarSchema({
      ...node({ b: { $ref: '#/$defs/b' }, c: { $ref: '#/$defs/c' } }),
      $defs: { b: node({ a: { $ref: '#' } }), c: node({ up: { $ref: '#/$defs/c' } }) },
    })
    expect(Object.keys(schema.properties as object)).toEqual(['value', 'c'])
    expect(schema.$defs).toEqual({
      d0: { type: 'object', properties: { value: { type: 'string' } }, additionalProperties: false },
    })
  })
})

describe('what a grammar cannot say', () => {
  test.each([
    [{ allOf: [{ type: 'string' }, { minLength: 1 }] }, 'allOf'],
    [{ not: { type: 'string' } }, 'not'],
    [{ $ref: 'https://example.com/schema' }, '$ref'],
    [{ $ref: '#/properties/a' }, '$ref'],
    [{ const: { a: 1 } }, 'const'],
    [{ enum: [[1]] }, 'enum'],
    [{ type: 'string', maxLength: 100_000 }, 'maxLength'],
    [{ type: 'object', patternProperties: { '^a': {} } }, 'patternProperties'],
  ])('%j', (schema, loose) => {
    expect(grammarSchema(schema).loose).toEqual([loose])
  })

  test('a list of fixed members takes no more', () => {
    const pair = { type: 'array', prefixItems: [{ const: 1 }, { const: 2 }], items: false }
    expect(grammarSchema(pair)).toEqual({
      schema: { type: 'array', prefixItems: [{ const: 1 }, { const: 2 }], maxItems: 2 },
      loose: [],
    })
  })

  test.each([
    [{ allOf: [{ type: 'string' }] }],
    [{ type: 'object', additionalProperties: { type: 'number' }, propertyNames: { type: 'string' } }],
    [{ type: 'string', format: 'uuid' }],
    [{}],
  ])('but it can %j', (schema) => {
    expect(grammarSchema(schema).loose).toEqual([])
  })
})
