import { AiuError, type LimitRule, type NotReserved, type Reserved, type ReserveRequest } from '@aiu/core'
import type { End } from './late-words.ts'

const MOST = Number.MAX_SAFE_INTEGER
/** A hundred years: times are counted in microseconds, and have to stay exact. */
const LONGEST_MS = 3_155_760_000_000

const microseconds = (ms: number): string => `${Math.ceil(Math.min(ms, LONGEST_MS) * 1_000)}`
/** More than any limit there may be, where it is more than can be told exactly, or no number. */
const whole = (units: number, most: number): string =>
  `${Number.isNaN(units) ? most : Math.min(Math.ceil(Math.max(0, units)), most)}`

function ruleWords(key: string, unit: string, { amount, perMs }: LimitRule): string[] {
  if (!(Number.isSafeInteger(amount) && amount >= 0))
    throw new AiuError(
      'configuration',
      `The limit of ${unit} of "${key}" is ${amount}; Redis counts whole numbers up to ${MOST} exactly.`,
      { hint: 'Money is counted in billionths: a budget may have 9,007,199 of its currency.' },
    )
  return [`${amount}`, perMs ? microseconds(perMs) : '0']
}

/** What is asked of the script. Throws `configuration` for a limit that cannot be counted exactly. */
export function asked(id: string, instance: string, key: string, request: ReserveRequest): string[] {
  const { units, limits, holdMs } = request
  const words = ['reserve', id, microseconds(holdMs), `${instance} ${Object.keys(limits)}`]
  for (const [unit, rule] of Object.entries(limits))
    words.push(unit, whole(units[unit] ?? 0, MOST + 1), ...ruleWords(key, unit, rule))
  return words
}

/** What the script is told of a reservation's end. */
export const settled = (id: string, end: End): string[] =>
  end
    ? [
        'settle',
        id,
        ...Object.entries(end)
          .filter(([, units]) => !Number.isNaN(units))
          .flatMap(([unit, units]) => [unit, whole(units, MOST)]),
      ]
    : ['refund', id]

const worded = (rule: string): string => {
  const [amount, per] = rule.split('/')
  return per === '0' ? `${amount} at once` : `${amount} in ${Number(per) / 1_000} ms`
}

/** What the script has answered. Throws `configuration` where another limit stands against this one. */
export function read(
  id: string,
  key: string,
  { limits }: ReserveRequest,
  reply: unknown,
): Reserved | NotReserved {
  const [what, first = '', second, ...left] = (reply as unknown[]).map(String)
  if (what === 'given') return { id }
  if (what === 'disagree') {
    const own = ruleWords(key, first, limits[first] as LimitRule).join('/')
    throw new AiuError(
      'configuration',
      `Two limits disagree about ${first} of "${key}": ${worded(second ?? '')}, and ${worded(own)}.`,
      {
        hint: 'Give one of them a key or a prefix of its own. Where the limit was changed, forget() what counts by the old one.',
      },
    )
  }
  return {
    waitMs: first === 'never' ? Number.POSITIVE_INFINITY : Number(first) / 1_000,
    left: Object.fromEntries(Object.keys(limits).map((unit, at) => [unit, Number(left[at])])),
  }
}
