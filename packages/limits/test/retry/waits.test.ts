import { getEventListeners } from 'node:events'
import { AiuError, ask, type ReplyHeaders, stream, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { type FakeStep, fakeProvider } from '@aiu/testing'
import { faultServer } from '@aiu/testing/node'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deadline, type RetryOptions, retry } from '../../src/index.ts'
import { fakeTime } from '../fake-time.ts'
import { eagerClock } from '../time/eager-clock.ts'
import { failure, ways } from '../time/subjects.ts'

const busy = (headers: ReplyHeaders = {}): AiuError =>
  new AiuError('rate-limit', 'Too many.', { status: 429, headers })

/** A provider with this script, and how long was waited for. */
const playing = (script: readonly FakeStep[], options: RetryOptions = {}) => {
  const clock = eagerClock()
  const inner = fakeProvider(script)
  return { inner, waits: clock.waits, provider: wrap(inner, retry({ clock, ...options })) }
}

describe('backoff', () => {
  test('grows from half a second to eight, half of it chance', async () => {
    for (const [random, factor] of [
      [0, 0.5],
      [0.5, 0.75],
      [1, 1],
    ] as const) {
      const script = Array.from({ length: 7 }, () => ({ error: 'server' }) as const)
      const { waits, provider } = playing(script, { attempts: 7, random: () => random })
      await failure(ask(provider, 'x'))
      expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000].map((ms) => ms * factor))
    }
  })

  test('the first attempt is counted', async () => {
    for (const attempts of [1, 2, 5]) {
      const { inner, provider } = playing(Array(6).fill({ error: 'server' }), { attempts })
      await failure(ask(provider, 'x'))
      expect(inner.calls).toHaveLength(attempts)
    }
  })
})

describe('hints', () => {
  const date = 'Mon, 23 Nov 2026 12:00:00 GMT'
  const spent = { 'x-ratelimit-remaining-tokens': '0' }
  test.each<readonly [hint: number, headers: ReplyHeaders]>([
    [250, { 'retry-after-ms': '250', 'x-ms-retry-after-ms': '9000', 'retry-after': '5' }],
    [300, { 'x-ms-retry-after-ms': '300', 'retry-after': '5' }],
    [1500, { 'retry-after': '1.5' }],
    [13_000, { 'retry-after': '13', ...spent, 'x-ratelimit-reset-tokens': '40s' }],
    [7000, { date, 'retry-after': 'Mon, 23 Nov 2026 12:00:07 GMT' }],
    [7000, { date, 'retry-after': 'Monday, 23-Nov-26 12:00:07 GMT' }],
    [5000, { 'retry-after-ms': '0', 'retry-after': '5' }],
    [5000, { 'retry-after-ms': 'soon', 'retry-after': '5' }],
    [13_588, { ...spent, 'x-ratelimit-reset-tokens': '13.588s' }],
    [10_332.999_999, { ...spent, 'x-ratelimit-reset-tokens': '10.332999999s' }],
    [2000, { ...spent, 'x-ratelimit-reset-tokens': '2s, req_7' }],
    [7000, { ...spent, 'x-ratelimit-reset-tokens': '7' }],
    [9000, { date, ...spent, 'x-ratelimit-reset-tokens': `${Date.parse(date) / 1000 + 9}` }],
    [9000, { date, ...spent, 'x-ratelimit-reset-tokens': `${Date.parse(date) + 9000}` }],
  ])('%d ms', async (hint, headers) => {
    for (const [random, more] of [
      [0, 0],
      [1, Math.min(1000, hint / 10)],
    ] as const) {
      const { waits, provider } = playing([{ error: busy(headers) }, 'Hi.'], { random: () => random })
      await ask(provider, 'x')
      expect(waits[0]).toBeGreaterThanOrEqual(hint + more)
      expect(waits[0]).toBeLessThan(hint + more + 2)
    }
  })

  test.each<ReplyHeaders>([
    {},
    { 'retry-after-ms': '0' },
    { 'retry-after': '' },
    { 'retry-after': 'soon' },
    { 'retry-after': 'soon 9999' },
    { 'retry-after': '-5' },
    { 'retry-after': 'NaN' },
    { 'retry-after': 'Infinity' },
    { 'retry-after': '1e3' },
    { 'retry-after': '0x10' },
    { 'retry-after': '9'.repeat(400) },
    { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' },
    { date, 'retry-after': date },
    { date: 'never', 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' },
    { ...spent, 'x-ratelimit-reset-tokens': 'soon' },
    { ...spent, 'x-ratelimit-reset-tokens': '0s, req_7' },
    { ...spent, 'x-ratelimit-reset-requests': '40s' },
    { 'x-ratelimit-remaining-tokens': '7', 'x-ratelimit-reset-tokens': '40s' },
    { 'x-ratelimit-reset-tokens': '40s' },
  ])('none: %o', async (headers) => {
    const { waits, provider } = playing([{ error: busy(headers) }, 'Hi.'], { random: () => 1 })
    await ask(provider, 'x')
    expect(waits).toEqual([500])
  })

  test('F67 a header of a megabyte takes no time', async () => {
    const long = '1'.repeat(1_000_000)
    const { provider } = playing([
      { error: busy({ 'retry-after': long, 'retry-after-ms': `${long}x` }) },
      'Hi.',
    ])
    const from = loopNow()
    await ask(provider, 'x')
    expect(loopNow() - from).toBeLessThan(500)
  })

  test('one that is told without headers counts too', async () => {
    const error = new AiuError('rate-limit', 'Too many.', { retryAfterMs: 3000 })
    const { waits, provider } = playing([{ error }, 'Hi.'], { random: () => 0 })
    await ask(provider, 'x')
    expect(waits).toEqual([3001])
  })

  test('F10 the longest wait is a setting', async () => {
    const script = [{ error: busy({ 'retry-after': '90' }) }, 'Hi.']
    const { waits, provider } = playing(script, { maxWaitMs: 90_000 })
    await ask(provider, 'x')
    expect(waits).toHaveLength(1)
    const hasty = playing(script, { maxWaitMs: 89_999 })
    expect((await failure(ask(hasty.provider, 'x'))).retryAfterMs).toBe(90_000)
    expect(hasty.waits).toEqual([])
  })
})

describe('what is tried again', () => {
  const lost = (code: string): AiuError =>
    new AiuError('connection', 'Lost.', {
      cause: new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }),
    })
  const saying = (words: string) => new AiuError('connection', 'Lost.', { cause: new TypeError(words) })
  test.each<readonly [tries: number, error: AiuError]>([
    ...[408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529].map(
      (status) => [3, new AiuError('server', 'No.', { status })] as const,
    ),
    ...[400, 401, 403, 404, 410, 413, 418, 422, 501, 505, 525, 526, 530, 1429, 5000].map(
      (status) => [1, new AiuError('server', 'No.', { status })] as const,
    ),
    ...['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET'].map(
      (code) => [3, lost(code)] as const,
    ),
    ...['ENOTFOUND', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'].map(
      (code) => [1, lost(code)] as const,
    ),
    ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO'].map(
      (code) => [1, lost(code)] as const,
    ),
    [3, new AiuError('connection', 'Lost.')],
    [3, saying('error sending request for url (https://api.design-tls.dev/v1): Connection refused')],
    [3, saying('error sending request for url (https://ssl.cert.dev/v1): Connection refused')],
    [1, saying('error sending request for url (https://a.dev/v1): invalid peer certificate: UnknownIssuer')],
    [1, saying('self signed certificate in certificate chain')],
    [1, saying('Self-signed certificate')],
    [1, saying('failed to lookup address information: Name or service not known')],
    [3, new AiuError('timeout', 'Slow.')],
    [3, new AiuError('server', 'No.', { vendorCode: 'server_error' })],
    [3, new AiuError('server', 'No.', { vendorCode: 'overloaded_error' })],
    [3, new AiuError('server', 'No.', { vendorCode: 'rate_limit_exceeded' })],
    [1, new AiuError('server', 'No.', { vendorCode: 'invalid_prompt' })],
    [1, new AiuError('quota', 'Spent.', { status: 429 })],
    [1, new AiuError('quota', 'Spent.', { status: 429, headers: { 'x-should-retry': 'true' } })],
    [1, new AiuError('aborted', 'Left.')],
    [1, new AiuError('malformed', 'What?')],
    [1, new AiuError('interrupted', 'Cut.')],
    [1, new AiuError('limit', 'Full.', { retryAfterMs: 10 })],
    [1, new AiuError('budget-exceeded', 'Spent.')],
  ])('%d times: %s', async (tries, error) => {
    const { inner, provider } = playing(Array(3).fill({ error }))
    await failure(ask(provider, 'x'))
    expect(inner.calls).toHaveLength(tries)
  })
})

describe('streams', () => {
  test('one that is cut before its first event is asked for again', async () => {
    const { inner, provider } = playing([{ error: 'interrupted' }, { error: 'server' }, 'Hi.'])
    const { text, attempts } = await stream(provider, 'x').response
    expect([text, inner.calls.length]).toEqual(['Hi.', 3])
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['cut', 'failed', 'done'])
  })

  test('one that has begun is not', async () => {
    for (const error of ['interrupted', 'server', 'connection'] as const) {
      const { inner, provider } = playing([{ error, stream: ['One ', 'two '] }, 'Again.'])
      const failed = await failure(stream(provider, 'x').response)
      expect([failed.code, failed.partial?.text, inner.calls.length]).toEqual([error, 'One two ', 1])
    }
  })

  test('a reader who leaves during a wait ends it, and nothing more is asked', async () => {
    const time = fakeTime()
    const inner = fakeProvider([{ error: 'server' }, 'Hi.'])
    const events = wrap(inner, retry({ clock: time.clock })).stream({
      messages: [{ role: 'user', content: 'x' }],
    })
    const iterator = events[Symbol.asyncIterator]()
    const step = failure(iterator.next())
    await expect.poll(() => time.waiting).toBe(1)
    await iterator.return?.()
    expect((await step).code).toBe('aborted')
    expect(time.waiting).toBe(0)
    await time.advance(60_000)
    expect(inner.calls).toHaveLength(1)
  })
})

describe('the time left', () => {
  test('what cannot end within it is not begun', async () => {
    const time = fakeTime()
    const layers = [deadline(1000, { clock: time.clock }), retry({ clock: time.clock, random: () => 1 })]
    const inner = fakeProvider([{ error: 'server' }, { error: 'server' }, 'Hi.'])
    const answer = failure(ask(wrap(inner, ...layers), 'x'))
    await time.advance(500)
    // A second one would have to wait until the deadline.
    const error = await answer
    expect([error.code, error.attempts?.length]).toEqual(['server', 2])
    expect(time.waiting).toBe(0)
  })

  test('a server that asks for more is not waited for, and says for how long', async () => {
    const { waits, provider } = playing([{ error: busy({ 'retry-after': '20' }) }, 'Hi.'])
    const error = await failure(ask(provider, 'x', { deadline: 19_000 }))
    expect([error.code, error.retryAfterMs, waits]).toEqual(['rate-limit', 20_000, []])
    await ask(provider, 'x', { deadline: 50_000 })
  })
})

describe('the retry budget', () => {
  const dead = { error: 'server' } as const
  test('is ten, and a tenth of the calls', async () => {
    const { inner, provider } = playing(Array(500).fill(dead))
    for (let call = 0; call < 200; call++) await failure(ask(provider, 'x'))
    expect(inner.calls.length).toBeLessThanOrEqual(230)
    expect(inner.calls.length).toBeGreaterThan(220)
  })

  test('success gives back what it took', async () => {
    const { inner, provider } = playing(Array.from({ length: 200 }, (_, at) => (at % 2 ? 'Hi.' : dead)))
    for (let call = 0; call < 100; call++) await ask(provider, 'x')
    expect(inner.calls).toHaveLength(200)
  })

  test('belongs to one provider', async () => {
    const clock = eagerClock()
    const layer = retry({ clock })
    const gone = fakeProvider(() => dead)
    const well = fakeProvider([dead, 'Hi.'])
    for (let call = 0; call < 30; call++) await failure(ask(wrap(gone, layer), 'x'))
    expect((await ask(wrap(well, layer), 'x')).text).toBe('Hi.')
  })

  test('is whole again after two minutes in which nobody wanted one', async () => {
    const time = fakeTime()
    const inner = fakeProvider(() => dead)
    const provider = wrap(inner, retry({ clock: time.clock, attempts: 2 }))
    const calls = async (): Promise<number> => {
      const before = inner.calls.length
      const all = Promise.all(Array.from({ length: 20 }, () => failure(ask(provider, 'x'))))
      await time.advance(1000)
      await all
      return inner.calls.length - before
    }
    expect(await calls()).toBe(30)
    await time.advance(60_000)
    expect(await calls()).toBeLessThanOrEqual(23)
    await time.advance(121_000)
    expect(await calls()).toBe(30)
  })
})

describe('F40 an abort', () => {
  test.each(ways)('during a wait ends it, with its reason: %s', async (_way, asked) => {
    const server = await faultServer()
    onTestFinished(() => server.close())
    const provider = wrap(openaiCompatible({ baseURL: server.at('F15'), model: 'm' }), retry())
    const controller = new AbortController()
    const answer = failure(asked(provider, { signal: controller.signal }))
    await expect.poll(() => server.requests.length).toBe(1)
    await server.quiet()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const reason = new Error('mine')
    const from = loopNow()
    controller.abort(reason)
    const error = await answer
    // The wait is a quarter of a second at least; 50 ms are held in ../abort.test.ts.
    expect(loopNow() - from).toBeLessThan(200)
    expect([error.code, error.name, error.cause]).toEqual(['aborted', 'AbortError', reason])
    expect(error.attempts).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(server.requests).toHaveLength(1)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('before the call: nothing is asked', async () => {
    const { inner, waits, provider } = playing([{ error: 'server' }, 'Hi.'])
    expect((await failure(ask(provider, 'x', { signal: AbortSignal.abort() }))).code).toBe('aborted')
    expect([inner.calls, waits]).toEqual([[], []])
  })
})

test('F06 on a real clock, not before two seconds', async () => {
  const server = await faultServer()
  onTestFinished(() => server.close())
  const layer = retry({ random: () => 0 })
  const from = performance.now()
  const { attempts } = await ask(
    wrap(openaiCompatible({ baseURL: server.at('F06'), model: 'm' }), layer),
    'x',
  )
  expect(attempts).toHaveLength(2)
  expect(performance.now() - from).toBeGreaterThanOrEqual(2000)
})

test.each([0, -1, Number.NaN, Infinity, '3', null])('%s is no setting', (value) => {
  expect(() => retry({ attempts: value as number })).toThrow(
    expect.objectContaining({ code: 'configuration' }),
  )
  expect(() => retry({ maxWaitMs: value as number })).toThrow(/retry: maxWaitMs is /)
})
