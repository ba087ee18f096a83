import { expectedOf } from './expected-of.ts'
import type { Recording } from './recording.ts'
import { leftIn, redact } from './redact.ts'

/** Of the request, what tells its shape: long texts are shortened. */
const shortened = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > 200
    ? `${value.slice(0, 40)}… (${value.length} characters)`
    : value

const ENDINGS: readonly (readonly [type: RegExp, ending: string])[] = [
  [/event-stream/, 'sse'],
  [/ndjson/, 'ndjson'],
  [/json/, 'json'],
]

/** The reply's headers that a client reads. Dates, lengths and the like are the replaying server's own. */
const KEPT = /^(content-type|retry-after|x-request-id)$/

export interface Source {
  /** "Ollama 0.24.0". */
  readonly server: string
  readonly model: string
  /** ISO date. */
  readonly date: string
}

export interface Fixture {
  /** Its files' texts, by name. */
  readonly files: Readonly<Record<string, string>>
  /** What came, in a line. */
  readonly told: string
}

/** Asks the server, and makes a fixture of the reply and what it holds. */
export async function recordOne(recording: Recording, origin: string, source: Source): Promise<Fixture> {
  const { id, api, why, path, body } = recording
  const response = await fetch(`${origin}${path}`, {
    signal: AbortSignal.timeout(120_000),
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  const text = redact(await response.text())
  const type = response.headers.get('content-type') ?? ''
  const ending = ENDINGS.find(([pattern]) => pattern.test(type))?.[1] ?? 'txt'
  const bodyFile = `${id}.body.${ending}`
  const headers = Object.fromEntries([...response.headers].filter(([name]) => KEPT.test(name)))
  const stream = body?.stream === true && response.ok
  const expected = expectedOf(api, new TextEncoder().encode(text), { stream, status: response.status })
  const request = { method: body ? 'POST' : 'GET', path, body: body ?? null }
  const whole = {
    id,
    api,
    origin: 'recorded',
    why,
    source,
    request: JSON.parse(JSON.stringify(request, shortened)),
    response: { status: response.status, headers, bodyFile },
    expected,
  }
  const told = `${JSON.stringify(whole, undefined, 2)}\n`
  const left = leftIn(text + told)
  if (left !== undefined) throw new Error(`${id}: "${left}" is left in it: see redact.ts`)
  const { error, finishReason } = expected
  const outcome = error ? `error: ${error.message}` : (finishReason ?? 'told')
  return {
    files: { [bodyFile]: text, [`${id}.case.json`]: told },
    told: `${id.padEnd(36)} ${response.status} ${`${text.length}`.padStart(6)} bytes  ${outcome}`,
  }
}
