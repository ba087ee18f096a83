import type { FaultId } from '@aiu/testing/node'
import type { Outcome, Task } from './run-task.ts'

export type Runtime = 'workerd' | 'chromium'

/** A fault that is met in a runtime, and how the call must end there. */
export interface EdgeFault {
  readonly id: FaultId
  readonly variant: string
  readonly how: 'ask' | 'stream'
  readonly task: Partial<Task>
  /** Of what is told: these fields, a list for a code that may be one of several. */
  readonly ends: Omit<Outcome, 'code'> & { readonly code?: string | readonly string[] }
  /** Where alone it can be played. */
  readonly only: Runtime | undefined
}

type Ends = EdgeFault['ends']
interface More {
  readonly task?: Partial<Task>
  readonly only?: Runtime
}

const rows = (
  id: FaultId,
  variants: readonly string[],
  hows: readonly EdgeFault['how'][],
  ends: Ends,
  { task = {}, only }: More = {},
): EdgeFault[] => variants.flatMap((variant) => hows.map((how) => ({ id, variant, how, task, ends, only })))

const BOTH = ['ask', 'stream'] as const
const ONE = ['']
const HELLO = { text: 'Hello.', outcomes: ['done'] }
const failed = (code: string | readonly string[], more: Ends = {}): Ends => ({
  code,
  outcomes: ['failed'],
  leaked: false,
  ...more,
})
const cut = (partial: string): Ends => ({
  code: 'interrupted',
  partial,
  partialCalls: 0,
  outcomes: ['cut'],
  leaked: false,
})
const aborted: Ends = { code: 'aborted', outcomes: ['aborted'], leaked: false }
const died: Ends = failed('server', { partial: 'Hel', partialCalls: 0 })
const oslo = ['weather', '{"city":"Oslo"}'] as const
const STATUSES: Readonly<Record<string, string>> = {
  400: 'bad-request',
  401: 'authentication',
  403: 'authentication',
  404: 'not-found',
  413: 'too-large',
  422: 'bad-request',
  500: 'server',
  501: 'server',
  502: 'server',
  503: 'server',
  504: 'server',
  529: 'server',
}
const CAP = { task: { maxReplyBytes: 1_000_000 } }

/** Every fault of the list that can be played to a client without Node. */
const EDGE_FAULTS: readonly EdgeFault[] = [
  ...rows('F01', ['closed-port'], BOTH, failed('connection')),
  ...rows('F02', ONE, BOTH, failed('connection')),
  ...rows('F03', ONE, BOTH, aborted, { task: { abortAfterMs: 60 } }),
  ...rows('F05', ['unknown-host'], ['ask'], failed('connection')),
  // A driven Chromium stops at such a certificate, and asks nobody.
  ...rows('F05', ['self-signed', 'expired'], ['ask'], failed('connection'), { only: 'workerd' }),
  ...rows('F06', ONE, ['ask'], failed('rate-limit', { status: 429, retryAfterMs: 2000 })),
  ...rows('F08', ONE, ['ask'], failed('rate-limit', { retryAfterMs: 250 })),
  ...rows(
    'F09',
    ['minutes-and-seconds', 'milliseconds', 'glued-headers', 'epoch-ms'],
    ['ask'],
    failed('rate-limit'),
  ),
  ...rows('F10', ONE, ['ask'], failed('rate-limit', { retryAfterMs: 120_000 })),
  ...rows('F11', ['soon', 'negative', 'past-date', 'nan', '400-digits'], ['ask'], {
    ...failed('rate-limit'),
    retryAfterMs: undefined,
  }),
  ...rows('F12', ONE, BOTH, failed('quota', { status: 429 })),
  ...Object.entries(STATUSES).flatMap(([status, code]) =>
    rows('F13', [status], ['ask'], failed(code, { status: Number(status) })),
  ),
  ...rows('F16', ONE, ['ask'], HELLO, { task: { times: 2 } }),
  ...rows('F17', ['object', 'string', 'object-error'], BOTH, failed('server')),
  ...rows('F18', ONE, BOTH, failed('malformed')),
  ...rows('F19', ['empty', 'no-content'], ['ask'], failed('malformed')),
  ...rows('F20', ['invalid'], BOTH, failed('malformed')),
  ...rows('F20', ['cut'], ['ask'], { code: 'interrupted', outcomes: ['cut'] }),
  ...rows('F21', ONE, ['ask'], failed('server', { status: 502 })),
  ...rows('F22', ['text', 'html', 'bytes', 'events'], BOTH, HELLO),
  ...rows('F23', ['answer'], ['stream'], { ...HELLO, types: ['start', 'text', 'finish'] }),
  ...rows('F23', ['error'], ['stream'], failed('server')),
  ...rows('F24', ['huge', 'gzip-bomb'], ['ask'], failed('too-large'), CAP),
  ...rows('F25', ['line', 'comment', 'event'], ['stream'], failed('too-large'), CAP),
  ...rows('F26', ['gzip'], ['stream'], { ...HELLO, pieces: ['Hel', 'lo.'] }),
  // Chromium takes br over TLS alone; workerd does not know deflate.
  ...rows('F26', ['deflate'], ['stream'], { ...HELLO, pieces: ['Hel', 'lo.'] }, { only: 'chromium' }),
  ...rows('F26', ['deflate'], ['stream'], cut(''), { only: 'workerd' }),
  ...rows('F26', ['br'], ['stream'], { ...HELLO, pieces: ['Hel', 'lo.'] }, { only: 'workerd' }),
  ...rows('F26', ['wrong'], ['stream'], { code: ['interrupted', 'malformed', 'connection'], leaked: false }),
  ...rows('F27', ONE, BOTH, aborted, { task: { abortAfterMs: 60 } }),
  ...rows('F28', ONE, ['stream'], cut('Hello.')),
  ...rows('F29', ['in-event', 'in-character'], ['stream'], cut('Hello.')),
  ...rows('F30', ONE, ['stream'], cut('Hel')),
  ...rows(
    'F31',
    ONE,
    ['stream'],
    { ...aborted, partial: 'Hel' },
    { task: { abortAfterMs: 50, abortAfterPiece: true } },
  ),
  ...rows('F32', ONE, ['stream'], { ...aborted, partial: '' }, { task: { abortAfterMs: 100 } }),
  ...rows('F33', ['silent', 'talking'], ['stream'], HELLO),
  ...rows(
    'F34',
    ['duplicate-finish', 'late-content', 'usage-after-finish', 'usage-every-chunk'],
    ['stream'],
    {
      ...HELLO,
      outputTokens: 2,
    },
  ),
  ...rows('F34', ['no-usage'], ['stream'], { ...HELLO, outputTokens: undefined }),
  ...rows('F35', ['bytes'], ['stream'], { text: 'Grüße, 東京 🗼' }),
  ...rows('F35', ['crlf', 'bom'], ['stream'], HELLO),
  ...rows(
    'F36',
    ['data-object', 'data-string', 'event-error', 'error-field', 'object-error', 'finish-error', 'raw-json'],
    ['stream'],
    died,
  ),
  ...rows('F37', ['no-id', 'no-index', 'huge-index', 'arguments-object', 'whole'], ['stream'], {
    toolCalls: [oslo],
  }),
  ...rows('F37', ['interleaved'], ['stream'], { toolCalls: [oslo, ['weather', '{"city":"Rome"}']] }),
  ...rows('F37', ['cut', 'cut-inside'], ['stream'], cut('')),
  ...rows('F40', ['before-headers', 'mid-body'], ['ask'], aborted, { task: { abortAfterMs: 80 } }),
  ...rows('F40', ['before-headers', 'before-first-item'], ['stream'], aborted, {
    task: { abortAfterMs: 80 },
  }),
  ...rows(
    'F40',
    ['mid-stream'],
    ['stream'],
    { ...aborted, partial: 'Hel' },
    { task: { abortAfterMs: 50, abortAfterPiece: true } },
  ),
  ...rows('F45', ['301', '302', '307', '308', 'scheme', 'no-location', 'loop'], ['ask'], failed('redirect')),
  ...rows('F45', ['301', '307'], ['stream'], failed('redirect')),
  ...rows(
    'F45',
    ['same-origin-301', 'same-origin-302', 'same-origin-307', 'same-origin-308'],
    ['ask'],
    HELLO,
    {
      only: 'workerd',
    },
  ),
  // The reply to a redirect is opaque in a page: every one is an error there.
  ...rows('F45', ['same-origin-301', 'same-origin-307'], ['ask'], failed('redirect'), { only: 'chromium' }),
  ...rows('F65', ['status'], BOTH, failed('authentication')),
  ...rows('F65', ['html'], BOTH, failed('server')),
  ...rows('F65', ['malformed'], BOTH, failed('malformed')),
  ...rows('F65', ['header'], BOTH, failed('rate-limit')),
  ...rows('F65', ['redirect'], BOTH, failed('redirect')),
  ...rows('F65', ['at-the-cut'], BOTH, failed('bad-request')),
  ...rows('F65', ['stream', 'stream-malformed', 'stream-reset'], ['stream'], {
    partial: 'Hel',
    leaked: false,
  }),
  ...rows('F66', ['reply'], BOTH, { ...HELLO, polluted: false }),
  ...rows('F66', ['stream'], ['stream'], { ...HELLO, polluted: false }),
  ...rows('F66', ['arguments'], ['stream'], {
    toolCalls: [['f', '{"__proto__":{"polluted":true}}']],
    polluted: false,
  }),
  ...rows('F66', ['error'], ['ask'], failed('bad-request', { polluted: false })),
  ...rows('F67', ['header', 'retry-after'], ['ask'], {
    code: ['rate-limit', 'connection', 'malformed'],
    retryAfterMs: undefined,
  }),
]

/** Those of a runtime. */
export const edgeFaults = (runtime: Runtime): readonly EdgeFault[] =>
  EDGE_FAULTS.filter(({ only }) => !only || only === runtime)

/** For the names of tests. */
export const nameOf = ({ id, variant, how, ends: { code = 'an answer' } }: EdgeFault): string =>
  `${id}${variant && ` ${variant}`}: ${how} ends as ${typeof code === 'string' ? code : code.join(' or ')}`

/** What of the outcome is not as it must be; empty where all is. */
export function wrongIn({ ends }: EdgeFault, outcome: Outcome): Readonly<Record<string, unknown>> {
  const wrong: Record<string, unknown> = {}
  for (const [field, wanted] of Object.entries(ends)) {
    const told = outcome[field as keyof Outcome]
    const holds =
      field === 'code'
        ? (Array.isArray(wanted) ? wanted : [wanted]).includes(told)
        : JSON.stringify(told) === JSON.stringify(wanted)
    if (!holds) wrong[field] = { told, wanted }
  }
  return Object.keys(wrong).length ? { ...wrong, outcome } : {}
}
