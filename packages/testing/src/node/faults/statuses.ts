import { FAULT_LIST } from '../../fault-list.ts'
import type { WireError } from '../../wire/wire-kit.ts'
import type { Fault, Play } from './fault.ts'
import { answerWell, json, told } from './good.ts'

const BUSY: WireError = {
  message: 'Too many requests.',
  type: 'rate_limit_error',
  code: 'rate_limit_exceeded',
}
const SPENT: WireError = {
  message: 'You exceeded your current quota.',
  type: 'insufficient_quota',
  code: 'insufficient_quota',
}

const status =
  (code: number, headers: object = {}, error: WireError = { message: `Status ${code}.` }): Play =>
  (exchange) =>
    json(exchange, code, told(exchange.wire, error), headers)

/** The first request gets this, every later one a good answer. */
const first =
  (play: Play): Play =>
  (exchange) =>
    exchange.count === 1 ? play(exchange) : answerWell(exchange)

const busy = (headers: object): Play => first(status(429, headers, BUSY))

const httpDate = (offsetMs: number): string => new Date(Date.now() + offsetMs).toUTCString()
const HOUR = 3_600_000
const STATUSES = [500, 502, 503, 504, 529, 400, 401, 403, 404, 413, 422, 501]

/** Statuses and what their headers ask for. */
export const statuses = {
  F06: {
    title: FAULT_LIST.F06,
    plays: () => ({ '': busy({ 'retry-after': '2', 'x-request-id': 'req-06' }) }),
  },
  F07: {
    title: FAULT_LIST.F07,
    plays: () => ({
      '': first((exchange) =>
        json(exchange, 429, told(exchange.wire, BUSY), {
          date: httpDate(HOUR),
          'retry-after': httpDate(HOUR + 2000),
        }),
      ),
    }),
  },
  F08: {
    title: FAULT_LIST.F08,
    plays: () => ({ '': busy({ 'retry-after-ms': '250', 'retry-after': '5' }) }),
  },
  F09: {
    title: FAULT_LIST.F09,
    plays: () => ({
      'minutes-and-seconds': busy({
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1m13.588s',
      }),
      milliseconds: busy({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '120ms' }),
      'glued-headers': busy({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '0s, req_x' }),
      'epoch-ms': first((exchange) =>
        json(exchange, 429, told(exchange.wire, BUSY), {
          'x-ratelimit-remaining-requests': '0',
          'x-ratelimit-reset-requests': String(Date.now() + 200),
        }),
      ),
    }),
  },
  F10: {
    title: FAULT_LIST.F10,
    plays: () => ({ '': status(429, { 'retry-after': '120' }, BUSY) }),
  },
  F11: {
    title: FAULT_LIST.F11,
    plays: () => ({
      '30-days': busy({ 'retry-after': '2592000' }),
      soon: busy({ 'retry-after': 'soon' }),
      negative: busy({ 'retry-after': '-5' }),
      'past-date': busy({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
      nan: busy({ 'retry-after': 'NaN' }),
      '400-digits': busy({ 'retry-after': '9'.repeat(400) }),
    }),
  },
  F12: {
    title: FAULT_LIST.F12,
    // A wire whose errors have no code cannot say it.
    plays: (wire) => (wire.error(SPENT) === undefined ? {} : { '': status(429, {}, SPENT) }),
  },
  F13: {
    title: FAULT_LIST.F13,
    plays: () => Object.fromEntries(STATUSES.map((code) => [`${code}`, status(code)])),
  },
  F14: {
    title: FAULT_LIST.F14,
    plays: () => ({
      'false-on-500': status(500, { 'x-should-retry': 'false' }),
      'true-on-400': first(status(400, { 'x-should-retry': 'true' })),
    }),
  },
  F15: { title: FAULT_LIST.F15, plays: () => ({ '': status(503) }) },
  F16: { title: FAULT_LIST.F16, plays: () => ({ '': first(status(503)) }) },
} as const satisfies Record<string, Fault>
