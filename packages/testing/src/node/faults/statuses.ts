import type { Fault, FaultExchange, Play } from './fault.ts'
import { answerWell, json, told } from './good.ts'

const BUSY = told('Too many requests.', 'rate_limit_error', 'rate_limit_exceeded')

const status =
  (code: number, headers: object = {}, body: string = told(`Status ${code}.`, 'test_error')): Play =>
  (exchange) =>
    json(exchange, code, body, headers)

/** The first request gets this, every later one a good answer. */
const first =
  (play: Play): Play =>
  (exchange) =>
    exchange.count === 1 ? play(exchange) : answerWell(exchange)

const busy = (headers: object): Play => first(status(429, headers, BUSY))

const httpDate = (offsetMs: number): string => new Date(Date.now() + offsetMs).toUTCString()
const HOUR = 3_600_000

/** Statuses and what their headers ask for. */
export const statuses = {
  F06: { title: '429, retry-after: 2', play: busy({ 'retry-after': '2' }) },
  F07: {
    title: 'retry-after as HTTP date, server clock 1 h off',
    play: first((exchange: FaultExchange) =>
      json(exchange, 429, BUSY, { date: httpDate(HOUR), 'retry-after': httpDate(HOUR + 2000) }),
    ),
  },
  F08: {
    title: 'retry-after-ms: 250 beside retry-after: 5',
    play: busy({ 'retry-after-ms': '250', 'retry-after': '5' }),
  },
  F09: {
    title: 'only x-ratelimit-reset-*',
    play: {
      'minutes-and-seconds': busy({
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1m13.588s',
      }),
      milliseconds: busy({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '120ms' }),
      'glued-headers': busy({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '0s, req_x' }),
      'epoch-ms': first((exchange) =>
        json(exchange, 429, BUSY, {
          'x-ratelimit-remaining-requests': '0',
          'x-ratelimit-reset-requests': String(Date.now() + 200),
        }),
      ),
    },
  },
  F10: { title: 'retry-after: 120, maximum wait 60 s', play: status(429, { 'retry-after': '120' }, BUSY) },
  F11: {
    title: 'retry-after: 2592000, soon, -5, past date, NaN, 400 digits',
    play: {
      '30-days': busy({ 'retry-after': '2592000' }),
      soon: busy({ 'retry-after': 'soon' }),
      negative: busy({ 'retry-after': '-5' }),
      'past-date': busy({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
      nan: busy({ 'retry-after': 'NaN' }),
      '400-digits': busy({ 'retry-after': '9'.repeat(400) }),
    },
  },
  F12: {
    title: '429 with spent quota',
    play: status(
      429,
      {},
      told('You exceeded your current quota.', 'insufficient_quota', 'insufficient_quota'),
    ),
  },
  F13: {
    title: '500, 502, 503, 504, 529; and 400, 401, 403, 404, 413, 422, 501',
    play: {
      '500': status(500),
      '502': status(502),
      '503': status(503),
      '504': status(504),
      '529': status(529),
      '400': status(400),
      '401': status(401),
      '403': status(403),
      '404': status(404),
      '413': status(413),
      '422': status(422),
      '501': status(501),
    },
  },
  F14: {
    title: 'x-should-retry: false on 500; true on 400',
    play: {
      'false-on-500': status(500, { 'x-should-retry': 'false' }),
      'true-on-400': first(status(400, { 'x-should-retry': 'true' })),
    },
  },
  F15: { title: '100 calls, all 503', play: status(503) },
  F16: { title: '503, then 200', play: first(status(503)) },
} as const satisfies Record<string, Fault>
