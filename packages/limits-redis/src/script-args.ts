import { AiuError, type LimitRule, type NotReserved, type Reserved, type ReserveRequest } from '@aiu/core'
import type { Settlement } from './pending-settlements.ts'

/** Exact for any key, without a sign that ends a hash tag or an id. Never empty. */
export const encodeKey = (key: string): string =>
  Array.from(key, (sign) =>
    sign.isWellFormed() ? encodeURIComponent(sign) : `%u${sign.charCodeAt(0).toString(16)}`,
  ).join('') || '%'

/** One hash tag for everything that belongs to a key, so that a cluster has it in one slot. */
export const scriptKeys = (prefix: string, name: string): string[] => [
  `${prefix}:{${name}}`,
  `${prefix}:{${name}}:open`,
]

const MAX_UNITS = Number.MAX_SAFE_INTEGER
/** A hundred years: times are counted in microseconds, and have to stay exact. */
const MAX_MS = 3_155_760_000_000

const microseconds = (ms: number): string => `${Math.ceil(Math.min(ms, MAX_MS) * 1_000)}`
/** More than any limit there may be, where it is more than can be told exactly, or no number. */
const whole = (units: number, max: number): string =>
  `${Number.isNaN(units) ? max : Math.min(Math.ceil(Math.max(0, units)), max)}`
/** The script lets `0` through at all times. What is negative counts as 0, but waits. */
const needOf = (units: number): string => (units < 0 ? '-0' : whole(units, MAX_UNITS + 1))

function ruleArgs(key: string, unit: string, { amount, perMs }: LimitRule): string[] {
  if (!(Number.isSafeInteger(amount) && amount >= 0))
    throw new AiuError(
      'configuration',
      `The limit of ${unit} of "${key}" is ${amount}; Redis counts whole numbers up to ${MAX_UNITS} exactly.`,
      { hint: 'Money is counted in billionths: a budget may have 9,007,199 of its currency.' },
    )
  return [`${amount}`, perMs ? microseconds(perMs) : '0']
}

/** The arguments of a reservation. Throws `configuration` for a limit that cannot be counted exactly. */
export function reserveArgs(id: string, instance: string, key: string, request: ReserveRequest): string[] {
  const { units, limits, holdMs } = request
  const args = ['reserve', id, microseconds(holdMs), `${instance} ${Object.keys(limits)}`]
  for (const [unit, rule] of Object.entries(limits))
    args.push(unit, needOf(units[unit] ?? 0), ...ruleArgs(key, unit, rule))
  return args
}

/** The arguments of a settlement or a refund. */
export const settleArgs = (id: string, settlement: Settlement): string[] =>
  settlement
    ? [
        'settle',
        id,
        ...Object.entries(settlement)
          .filter(([, units]) => !Number.isNaN(units))
          .flatMap(([unit, units]) => [unit, whole(units, MAX_UNITS)]),
      ]
    : ['refund', id]

const describeRule = (rule: string): string => {
  const [amount, per] = rule.split('/')
  return per === '0' ? `${amount} at once` : `${amount} in ${Number(per) / 1_000} ms`
}

/** Reads the script's reply to a reservation. Throws `configuration` where another limit stands against this one. */
export function parseReply(
  id: string,
  key: string,
  { limits }: ReserveRequest,
  reply: unknown,
): Reserved | NotReserved {
  const [outcome, first = '', second, ...left] = (reply as unknown[]).map(String)
  if (outcome === 'given') return { id }
  if (outcome === 'disagree') {
    const own = ruleArgs(key, first, limits[first] as LimitRule).join('/')
    throw new AiuError(
      'configuration',
      `Two limits disagree about ${first} of "${key}": ${describeRule(second ?? '')}, and ${describeRule(own)}.`,
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
