import * as v from 'valibot'
import type { Kind, Setting } from './setting.ts'

interface KindReader {
  /** What the text of an environment variable says; `undefined` when it cannot be read as this kind. */
  fromText(text: string): unknown
  /** Checks, and normalizes, a value of this kind. */
  schema(setting: Setting): v.GenericSchema<unknown>
  /** What is allowed, in words that follow "must be". */
  rule(setting: Setting): string
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ONE_LINE = /^[^\u0000-\u001f\u007f]+$/
// What an HTTP header takes from `fetch` without an error.
const PRINTABLE = /^[\u0020-\u007e]+$/
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
const HEADER_NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/
const IDENTIFIER = /^[A-Za-z_]\w{0,62}$/
// Words SQLite takes as a table's name only in quotes.
const RESERVED = new Set(
  (
    'add all alter and as autoincrement between case check collate commit constraint create default deferrable delete ' +
    'distinct drop else escape except exists foreign from group having if in index insert intersect into is isnull ' +
    'join limit not notnull null on or order primary references returning select set table then to transaction union ' +
    'unique update using values when where'
  ).split(' '),
)

const listOf = (text: string): string[] | undefined => {
  const items = text.split(',').flatMap((item) => item.trim() || [])
  return items.length ? items : undefined
}
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const numberOf = (text: string): unknown => (NUMBER.test(text.trim()) ? Number(text) : undefined)
const itself = (text: string): string => text

const text = v.pipe(v.string(), v.trim(), v.regex(ONE_LINE))
const number = ({ min = -Infinity, max = Infinity }: Setting): v.GenericSchema<number> =>
  v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max))
const range = ({ min, max, unit }: Setting): string =>
  [
    min !== undefined && max !== undefined
      ? ` from ${min} to ${max}`
      : min !== undefined
        ? ` of at least ${min}`
        : '',
    unit ? ` (${unit})` : '',
  ].join('')

const isWebAddress = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const { protocol, username, password } = new URL(value)
  return (protocol === 'http:' || protocol === 'https:') && !username && !password
}

/** How each kind of setting is read, checked, and told of. */
export const KINDS: Readonly<Record<Kind, KindReader>> = {
  text: { fromText: itself, schema: () => text, rule: () => 'one line of text' },
  id: {
    fromText: itself,
    schema: () => v.pipe(text, v.toLowerCase()),
    rule: () => 'one line of text',
  },
  secret: {
    fromText: itself,
    schema: () => v.pipe(v.string(), v.regex(PRINTABLE), v.trim(), v.nonEmpty()),
    rule: () => 'one line of printable ASCII characters, without a line break',
  },
  url: {
    fromText: itself,
    schema: () => v.pipe(text, v.check(isWebAddress)),
    rule: () => 'an address that begins with http:// or https://, without a user name or password in it',
  },
  path: { fromText: itself, schema: () => text, rule: () => 'a path on one line' },
  identifier: {
    fromText: itself,
    schema: () =>
      v.pipe(
        text,
        v.regex(IDENTIFIER),
        v.check((name) => !RESERVED.has(name.toLowerCase())),
      ),
    rule: () => 'a name of at most 63 letters, digits and _, not beginning with a digit, no reserved word',
  },
  integer: {
    fromText: numberOf,
    schema: (setting) => v.pipe(number(setting), v.safeInteger()),
    rule: (setting) => `a whole number${range(setting)}`,
  },
  number: { fromText: numberOf, schema: number, rule: (setting) => `a number${range(setting)}` },
  boolean: {
    fromText: (given) => BOOLEANS[given.trim().toLowerCase()],
    schema: () => v.boolean(),
    rule: () => 'true or false (or yes, no, on, off, 1, 0)',
  },
  choice: {
    fromText: (given) => given.trim().toLowerCase(),
    schema: ({ options = [] }) => v.picklist(options),
    rule: ({ options = [] }) => `one of ${options.join(', ')}`,
  },
  list: {
    fromText: listOf,
    schema: () => v.pipe(v.array(text), v.readonly()),
    rule: () => 'a list with commas between',
  },
  ids: {
    fromText: listOf,
    schema: () => v.pipe(v.array(v.pipe(text, v.toLowerCase())), v.readonly()),
    rule: () => 'provider ids with commas between',
  },
  headers: {
    fromText: jsonOf,
    schema: () =>
      v.pipe(
        v.custom<object>((value) => !!value && typeof value === 'object' && !Array.isArray(value)),
        v.record(v.pipe(v.string(), v.regex(HEADER_NAME)), v.pipe(v.string(), v.regex(HEADER_VALUE))),
      ),
    rule: () => 'a JSON object of header names with texts, {"X-Title": "My app"}, each on one line',
  },
}
