import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partialJson } from '../../src/json/partial-json.ts'

const after = (text: string): unknown => {
  const json = partialJson()
  json.push(text)
  return json.value()
}

test.for<[text: string, value: unknown]>([
  ['', undefined],
  ['Here it is: ', undefined],
  ['{', {}],
  ['{"na', {}],
  ['{"name"', {}],
  ['{"name":', {}],
  ['{"name": "Fa', { name: 'Fa' }],
  ['{"name": "Fa\\', { name: 'Fa' }],
  ['{"name": "\\u00e', { name: '' }],
  ['{"name": "\\u00e9', { name: 'é' }],
  ['{"name": "Faust", "year": 18', { name: 'Faust' }],
  ['{"name": "Faust", "year": 1808,', { name: 'Faust', year: 1808 }],
  ['{"done": tru', {}],
  ['{"done": true}', { done: true }],
  ['[1, 2, {"a": [', [1, 2, { a: [] }]],
  ['{"a": {"b": "} ] not the end', { a: { b: '} ] not the end' } }],
  ['```json\n{"a": 1}\n```', { a: 1 }],
  ['{"a": 1} and {"b": 2}', { a: 1 }],
  ['<think>{"no": 1', undefined],
  ['<think>{"no": 1}</think>{"yes": 1}', { yes: 1 }],
])('%s', ([text, value]) => {
  expect(after(text)).toEqual(value)
})

test('push says whether there is more to see', () => {
  const json = partialJson()
  expect(json.push('Well: ')).toBe(false)
  expect(json.push('{')).toBe(true)
  expect(json.push('"a')).toBe(false)
  expect(json.push('":"b')).toBe(true)
  expect(json.push('c')).toBe(true)
  expect(json.push('"}')).toBe(true)
  expect(json.push(' and prose after it')).toBe(false)
})

/** Everything that is there stands in the whole at the same place; the last text may go on. */
function isPrefix(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part)
  if (typeof part !== 'object' || part === null) return Object.is(part, whole) || part === whole
  if (typeof whole !== 'object' || whole === null || Array.isArray(part) !== Array.isArray(whole))
    return false
  return Object.entries(part).every(([key, value]) => key in whole && isPrefix(value, whole[key as never]))
}

const grown = fc.oneof(
  fc.array(fc.jsonValue({ noUnicodeString: false })),
  fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ noUnicodeString: false })),
)

test('any value, cut anywhere: each piece is a part of the whole, and the last is the whole', () => {
  fc.assert(
    fc.property(grown, fc.array(fc.nat(200)), fc.boolean(), (value, cuts, spaced) => {
      const text = JSON.stringify(value, null, spaced ? 2 : 0)
      const whole = JSON.parse(text)
      const json = partialJson()
      let from = 0
      for (const to of [...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]) {
        json.push(text.slice(from, to))
        from = to
        if (json.value() !== undefined) expect(isPrefix(json.value(), whole)).toBe(true)
      }
      expect(json.value()).toEqual(whole)
    }),
  )
})

test('a megabyte, a character at a time', () => {
  const text = JSON.stringify({ text: 'x'.repeat(1_000_000) })
  const json = partialJson()
  for (const sign of text) json.push(sign)
  expect(json.value()).toEqual(JSON.parse(text))
})
