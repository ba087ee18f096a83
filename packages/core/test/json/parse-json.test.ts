import { parseJson } from '@aiu/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuMs } from '../support/cpu-ms.ts'

const value = (text: string): unknown => parseJson(text)?.value

describe('any JSON value survives', () => {
  /** Keys and strings of all sorts, with what could be taken for a bracket, a fence, a comma or a quote. */
  const odd = fc.constantFrom(
    '```',
    '```json',
    ',}',
    ', ]',
    '"',
    '\\',
    '{',
    '[1,]',
    '}',
    '\n```\n',
    '__proto__',
    '<think>',
    '\u2028',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(odd, fc.string()), { maxLength: 4 }).map((parts) => parts.join('')),
  )
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((number) => (Object.is(number, -0) ? 0 : number)),
      text,
      tie('list'),
      tie('record'),
    ),
    list: fc.array(tie('json'), { maxLength: 5 }),
    record: fc
      .array(fc.tuple(text, tie('json')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  }))
  const composite = json.filter((given) => typeof given === 'object' && given !== null)
  const written = (given: unknown, indent: number): string => JSON.stringify(given, undefined, indent)
  /** Words without brackets, fences and quotes. */
  const prose = fc.string({ unit: fc.constantFrom(..."abc dé.,:!?\n<>-'’*#".split('')), maxLength: 40 })
  const indent = fc.constantFrom(0, 2)
  const space = fc.constantFrom('', ' ', '\n', '\r\n\t')

  /** With a comma after the last item of each list and record. */
  const trailing = (given: unknown, gap: string): string => {
    if (typeof given !== 'object' || given === null) return JSON.stringify(given)
    const items = Array.isArray(given)
      ? given.map((item) => trailing(item, gap))
      : Object.entries(given).map(([name, item]) => `${JSON.stringify(name)}:${trailing(item, gap)}`)
    const inside = items.map((item) => `${gap}${item}${gap},${gap}`).join('')
    return Array.isArray(given) ? `[${inside}]` : `{${inside}}`
  }

  test('plain', () => {
    fc.assert(
      fc.property(json, indent, space, (given, width, gap) => {
        expect(parseJson(`${gap}${written(given, width)}${gap}`)).toEqual({ value: given })
      }),
    )
  })

  test('fenced', () => {
    const fence = fc.constantFrom('```json\n', '```\n', '```JSON\r\n', '``` json\n', '```json ')
    fc.assert(
      fc.property(json, indent, fence, prose, prose, (given, width, open, before, after) => {
        expect(value(`${before}\n${open}${written(given, width)}\n\`\`\`\n${after}`)).toEqual(given)
      }),
    )
  })

  test('fenced, and cut before the fence’s end', () => {
    fc.assert(
      fc.property(json, indent, (given, width) => {
        expect(value(`\`\`\`json\n${written(given, width)}`)).toEqual(given)
      }),
    )
  })

  test('a fence behind U+2028 in a string is no fence', () => {
    expect(value('```json\n"\u2028```"')).toBe('\u2028```')
    expect(value('```json\n{"a": "\u2028```"}\n```')).toEqual({ a: '\u2028```' })
  })

  test('with prose before and after', () => {
    fc.assert(
      fc.property(composite, indent, prose, prose, (given, width, before, after) => {
        expect(value(`${before} ${written(given, width)} ${after}`)).toEqual(given)
      }),
    )
  })

  test('with commas too many', () => {
    fc.assert(
      fc.property(composite, space, prose, fc.boolean(), (given, gap, before, fenced) => {
        const body = trailing(given, gap)
        expect(value(fenced ? `\`\`\`json\n${body}\n\`\`\`` : `${before}${body}`)).toEqual(given)
      }),
    )
  })

  test('after thoughts', () => {
    const thoughts = fc.string({ maxLength: 60 }).filter((thought) => !thought.includes('</think>'))
    fc.assert(
      fc.property(json, thoughts, fc.boolean(), (given, thought, opened) => {
        expect(value(`${opened ? '<think>' : ''}${thought}</think>\n\n${written(given, 0)}`)).toEqual(given)
      }),
    )
  })

  test('nothing makes it throw', () => {
    const shards = fc.array(fc.oneof(odd, fc.constantFrom('{', '}', '[', ']', '"', ',', ':', ' ', '1')))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          shards.map((all) => all.join('')),
        ),
        (given) => {
          parseJson(given)
        },
      ),
    )
  })
})

describe('what is found', () => {
  test.each<[string, string, unknown]>([
    ['a number', '42', 42],
    ['a text', '"Oslo"', 'Oslo'],
    ['null', ' null\n', null],
    ['an object after a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['a list among prose', 'Here: [1, 2]. Done.', [1, 2]],
    ['an object behind brackets that are none', 'In {braces} and [words]: {"a":1}', { a: 1 }],
    ['within an object that is none', '{result: {"a":1}}', { a: 1 }],
    ['a fence in a sentence', 'So: ```json {"a":1}``` is it.', { a: 1 }],
    ['the fence before brackets in prose', 'As in [1]:\n```json\n{"a":1}\n```', { a: 1 }],
    ['the second fence, where the first is code', '```js\nf(x)\n```\n\n```json\n{"a":1}\n```', { a: 1 }],
    ['the first object of two', '{"a":1}\n{"b":2}', { a: 1 }],
    ['an object with a fence in its text', '{"code":"```js\\nf({})\\n```"}', { code: '```js\nf({})\n```' }],
    ['what looks like a key of all objects', '{"__proto__":{"a":1}}', JSON.parse('{"__proto__":{"a":1}}')],
    ['the answer, not the thought', '<think>{"a":0}</think>{"a":1}', { a: 1 }],
    ['the thought, where there is nothing else', '<think>So {"a":1}</think> ', { a: 1 }],
    ['thoughts that nobody opened', 'So {"a":0}.\n</think>\n{"a":1}', { a: 1 }],
    ['a text that tells of thoughts', '{"a":"<think> and </think>"}', { a: '<think> and </think>' }],
    ['commas too many in a fence', '```json\n{"a":[1,2,],}\n```', { a: [1, 2] }],
    ['commas in texts stay', '{"a":",}",}', { a: ',}' }],
  ])('%s', (_, text, found) => {
    expect(parseJson(text)).toEqual({ value: found })
  })

  test.each([
    [''],
    ['  '],
    ['The answer is 42.'],
    ['{'],
    ['{"a":'],
    ['["a'],
    ['undefined'],
    ['<think>{"a":1}'],
    ['{a:1}'],
    ["{'a':1}"],
    ['[1,,2]'],
  ])('nothing in %j', (text) => {
    expect(parseJson(text)).toBeUndefined()
  })
})

describe('time is linear', () => {
  const size = process.env.AIU_LONG === '1' ? 1_000_000 : 100_000
  test.each([
    ['opening braces', '{'.repeat(size)],
    ['opening brackets', '['.repeat(size)],
    ['closing ones', ']'.repeat(size)],
    ['nested brackets', '['.repeat(size / 2) + ']'.repeat(size / 2)],
    ['nested brackets with a comma too many', `${'['.repeat(size / 2)},${']'.repeat(size / 2)}`],
    ['pairs that are no JSON', '{x}'.repeat(size / 3)],
    ['quotes', '"'.repeat(size)],
    ['quoted quotes', `{"${'\\"'.repeat(size / 2)}`],
    ['backslashes', `{"${'\\'.repeat(size)}`],
    ['commas', `[${','.repeat(size)}]`],
    ['commas with spaces', `[1${', '.repeat(size / 2)}`],
    ['fences', '```'.repeat(size / 3)],
    ['lines of fences', '```\n'.repeat(size / 4)],
    ['a fence with one long word', `\`\`\`${'a'.repeat(size)}`],
    ['thoughts', '<think>'.repeat(size / 7)],
    ['ends of thoughts', '</think>'.repeat(size / 8)],
    ['spaces', ' '.repeat(size)],
    ['a long text with a comma too many', `{"a":"${'x'.repeat(size)}",}`],
  ])(
    `${size / 1000} kB of %s`,
    (_, text) => {
      // A quadratic reader would need a hundred times as long at least.
      const before = process.cpuUsage()
      parseJson(text)
      expect(cpuMs(before)).toBeLessThan(size / 50)
    },
    120_000,
  )
})
