import type { JsonSchema } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { asked, eventsOf, textIn, textOf } from './support/asked.ts'
import { randomModel } from './support/random-model.ts'
import { withModel } from './support/with-model.ts'

// Random weights write what they are forced to, and nothing sensible else.
const provider = withModel(randomModel(), { contextSize: 1024 })

const answer = (schema: JsonSchema) =>
  provider.chat(asked('Go', { output: { mode: 'schema', schema }, seed: 5, temperature: 1 }))
const jsonOf = async (schema: JsonSchema): Promise<unknown> => JSON.parse(textOf(await answer(schema)))

describe('an answer by schema', () => {
  test('has every property, of its type and within its bounds', async () => {
    const value = await jsonOf({
      type: 'object',
      properties: {
        kind: { enum: ['invoice', 'receipt'] },
        version: { const: 2 },
        paid: { type: 'boolean' },
        note: { type: ['string', 'null'], maxLength: 12 },
        lines: { type: 'array', items: { type: 'boolean' }, minItems: 2, maxItems: 3 },
        date: { type: 'string', format: 'date' },
        code: { type: 'string', minLength: 3, maxLength: 5 },
      },
      required: ['kind', 'version', 'paid', 'note', 'lines', 'date', 'code'],
      additionalProperties: false,
    })
    expect(value).toEqual({
      kind: expect.stringMatching(/^(invoice|receipt)$/),
      version: 2,
      paid: expect.any(Boolean),
      note: expect.toSatisfy((note) => note === null || (typeof note === 'string' && [...note].length <= 12)),
      lines: expect.toSatisfy((lines: unknown[]) => lines.length >= 2 && lines.length <= 3),
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      code: expect.toSatisfy((code: string) => [...code].length >= 3 && [...code].length <= 5),
    })
  })

  test('follows references and alternatives', async () => {
    const value = await jsonOf({
      type: 'object',
      properties: {
        first: { $ref: '#/$defs/color' },
        second: { anyOf: [{ $ref: '#/$defs/color' }, { type: 'null' }] },
      },
      required: ['first', 'second'],
      $defs: { color: { type: 'string', enum: ['red', 'green'] } },
    })
    expect(value).toEqual({
      first: expect.stringMatching(/^(red|green)$/),
      second: expect.toSatisfy((color) => color === null || /^(red|green)$/.test(color)),
    })
  })

  test('ends where a schema holds itself', async () => {
    expect(
      await jsonOf({
        type: 'object',
        properties: { leaf: { type: 'boolean' }, next: { $ref: '#' } },
        required: ['leaf'],
      }),
    ).toEqual({ leaf: expect.any(Boolean) })
  })

  test('may be a list, or a bare value', async () => {
    expect(await jsonOf({ type: 'array', items: { const: 'x' }, minItems: 2, maxItems: 2 })).toEqual([
      'x',
      'x',
    ])
    expect(await jsonOf({ enum: ['yes', 'no'] })).toMatch(/^(yes|no)$/)
  })

  test('warns of what the grammar does not hold it to, and only of that', async () => {
    const strict = await answer({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      title: 'Age',
      properties: { age: { enum: [1, 2], minimum: -9007199254740991, maximum: 9007199254740991 } },
      required: ['age'],
      additionalProperties: false,
    })
    expect(strict.warnings).toBeUndefined()
    const loose = await answer({
      type: 'object',
      properties: {
        zip: { type: 'string', pattern: '^\\d{5}$', maxLength: 5 },
        big: { const: 1, minimum: 0 },
      },
      required: ['zip', 'big'],
    })
    expect(loose.warnings).toEqual([
      { code: 'schema-loosened', message: 'The answer is held to its schema, but not to: pattern, minimum.' },
    ])
    expect(JSON.parse(textOf(loose))).toMatchObject({ big: 1 })
  })

  test('comes in pieces too, its warnings with the start', async () => {
    const schema = { type: 'object', properties: { a: { enum: ['b'], multipleOf: 2 } }, required: ['a'] }
    const events = await eventsOf(provider.stream(asked('Go', { output: { mode: 'schema', schema } })))
    expect(JSON.parse(textIn(events))).toEqual({ a: 'b' })
    expect(events[0]).toMatchObject({ type: 'start', warnings: [{ code: 'schema-loosened' }] })
    expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'stop' })
  })
})

test('an answer in object mode begins an object, and ends one unless it is cut', async () => {
  const result = await provider.chat(asked('Go', { output: { mode: 'object' }, maxTokens: 200 }))
  const text = textOf(result)
  expect(text).toMatch(/^\{/)
  expect(result.warnings).toBeUndefined()
  if (result.finishReason === 'stop') expect(JSON.parse(text)).toBeTypeOf('object')
})
