import {
  type AiuError,
  ask,
  askJson,
  type ErrorCode,
  embed,
  isAiuError,
  type Provider,
  runTools,
  type SchemaPair,
  stream,
  tool,
} from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider, type Reply, replayFetch } from '@aiu/testing'

const baseURL = 'http://127.0.0.1:8080/v1'

/** A server that gives this reply to everything. */
const served = (reply: Reply, options: { readonly maxReplyBytes?: number } = {}): Provider =>
  openaiCompatible({ baseURL, name: 'my-server', model: 'small', fetch: replayFetch(reply), ...options })

const refused = (status: number, error: object, headers: Readonly<Record<string, string>> = {}): Provider =>
  served({ status, headers, body: JSON.stringify({ error }) })

const unreachable: typeof fetch = async () => {
  throw new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:8080'), { code: 'ECONNREFUSED' }),
  })
}

/** Asks for a number by the name of "total". */
const invoice: SchemaPair<{ total: number }> = {
  schema: {
    '~standard': {
      version: 1,
      vendor: 'docs',
      validate: (value) =>
        typeof (value as { total?: unknown }).total === 'number'
          ? { value: value as { total: number } }
          : { issues: [{ message: 'Expected a number', path: ['total'] }] },
    },
  },
  jsonSchema: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
}

const CUT = 'data: {"choices":[{"delta":{"content":"Once upon"}}]}\n\n'

const PROVOCATIONS: Readonly<Record<ErrorCode, (() => Promise<unknown>) | undefined>> = {
  'invalid-request': () => ask(fakeProvider('Hello'), ''),
  configuration: async () => openaiCompatible({ baseURL: 'localhost:8080' }),
  authentication: () =>
    ask(refused(401, { message: 'Incorrect API key provided.', code: 'invalid_api_key' }), 'Hello'),
  'not-found': () =>
    ask(refused(404, { message: 'The model "smal" does not exist.', code: 'model_not_found' }), 'Hello'),
  'bad-request': () =>
    ask(
      refused(400, { message: "Unsupported parameter: 'temperature'.", code: 'unsupported_parameter' }),
      'Hello',
    ),
  'rate-limit': () =>
    ask(
      refused(
        429,
        { message: 'Limit 30 requests per minute.', code: 'rate_limit_exceeded' },
        { 'retry-after': '2' },
      ),
      'Hello',
    ),
  quota: () =>
    ask(refused(429, { message: 'You exceeded your current quota.', code: 'insufficient_quota' }), 'Hello'),
  server: () =>
    ask(refused(503, { message: 'The model is overloaded.' }, { 'x-request-id': 'req_7' }), 'Hello'),
  connection: () => ask(openaiCompatible({ baseURL, name: 'my-server', fetch: unreachable }), 'Hello'),
  timeout: () => ask(refused(408, { message: 'The model took too long.' }), 'Hello'),
  interrupted: () => stream(served({ body: CUT }), 'Tell me a story').response,
  aborted: () =>
    ask(fakeProvider('Hello'), 'Hello', { signal: AbortSignal.abort(new Error('The user left.')) }),
  malformed: () =>
    ask(
      served({ body: '<html><title>Log in</title></html>', headers: { 'content-type': 'text/html' } }),
      'Hello',
    ),
  'too-large': () =>
    ask(served({ body: JSON.stringify({ filler: 'x'.repeat(2000) }) }, { maxReplyBytes: 1000 }), 'Hello'),
  redirect: () =>
    ask(served({ status: 302, headers: { location: 'https://example.com/login' }, body: '' }), 'Hello'),
  unsupported: () => embed(served({ body: '{}' }) as never, 'Hello'),
  'invalid-output': () => askJson(fakeProvider(['It is 12.', '{"total":"12"}']), 'How much is it?', invoice),
  limit: async () => {
    const look = tool({ name: 'look', input: invoice, run: () => 'nothing' })
    const calls = fakeProvider({ toolCalls: [{ name: 'look', arguments: { total: 1 } }] }, { loop: true })
    return runTools(calls, 'Look', [look], { maxSteps: 2 }).response
  },
  'budget-exceeded': undefined,
}

/** The error of a code as a user meets it; `undefined` where nothing throws it yet. Throws where the provocation gives another. */
export async function provoked(code: ErrorCode): Promise<AiuError | undefined> {
  const provoke = PROVOCATIONS[code]
  if (!provoke) return undefined
  const error = await provoke().then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (isAiuError(error, code)) return error
  throw new Error(`What should give "${code}" gave ${String(error)}`, { cause: error })
}
