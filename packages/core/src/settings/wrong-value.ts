import { AiuError } from '../errors/aiu-error.ts'
import { redact } from '../errors/redact.ts'
import { KINDS } from './kinds.ts'
import type { Origin } from './levels.ts'
import type { Setting } from './setting.ts'

/** One value that cannot be used, in words that hold no secret. */
export interface Wrong {
  /** Setting or variable. */
  readonly name: string
  readonly message: string
}

// A key pasted into the wrong variable is longer than anything one of these kinds means.
const QUOTED: readonly string[] = ['integer', 'number', 'boolean', 'choice']
const LONGEST_QUOTE = 12

/** What a value looks like, without telling it: only short words and numbers are quoted. */
const shapeOf = (value: unknown, { kind }: Setting): string => {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`
  if (QUOTED.includes(kind) && value.length <= LONGEST_QUOTE && redact(value) === value)
    return JSON.stringify(value)
  if (kind === 'url' && /^[a-z][a-z\d+.-]*:\/\//i.test(value) && !/[\r\n]/.test(value))
    return `an address that begins with ${value.slice(0, value.indexOf('://') + 3)}${URL.canParse(value) ? '' : ', and is malformed'}`
  const lineBreak = value.search(/[\r\n]/)
  const odd = value.search(/[^\t\u0020-\u007e]/)
  const detail =
    lineBreak >= 0
      ? `, with a line break at character ${lineBreak + 1}`
      : odd >= 0
        ? `, with an unusual one at position ${odd + 1}`
        : ''
  return `a text of ${value.length} character${value.length === 1 ? '' : 's'}${detail}`
}

const PLACES = {
  explicit: 'given in code',
  environment: 'environment',
  '.env': '.env',
  default: 'default',
} as const

export const wrongValue = (name: string, value: unknown, setting: Setting, { level }: Origin): Wrong => ({
  name,
  message: `${name} (${PLACES[level]}) is ${shapeOf(value, setting)}; it must be ${KINDS[setting.kind].rule(setting)}${
    setting.never ? `, or "never": ${setting.never}` : ''
  }.`,
})

/** All that is wrong, in one error. */
export const wrongValues = (wrong: readonly Wrong[]): AiuError<'configuration'> => {
  const names = wrong.map(({ name }) => name)
  return new AiuError(
    'configuration',
    wrong.length === 1
      ? (wrong[0]?.message ?? '')
      : [`${wrong.length} settings cannot be used:`, ...wrong.map(({ message }) => message)].join('\n'),
    {
      hint: `Correct ${names.join(', ')}, or leave ${names.length === 1 ? 'it' : 'them'} out.`,
      issues: wrong.map(({ name, message }) => ({ message, path: [name] })),
    },
  )
}
