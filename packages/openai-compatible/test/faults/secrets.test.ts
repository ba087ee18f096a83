import { ask, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { replayFetch } from '@aiu/testing'
import { bestOf, loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect } from 'vitest'
import { failing, KEY, outputsOf } from '../support/failing.ts'
import { faulty as test } from '../support/faulty.ts'

// `failing` looks for the key in message, stack, inspection, JSON and causes of every error of every test.
describe('F65 a key the server echoes comes out nowhere', () => {
  test.for(['status', 'in-200', 'html', 'malformed', 'header', 'redirect', 'at-the-cut'])(
    'F65 %s',
    async (variant, { faulty: { at, server } }) => {
      for (const attempt of [ask(at('F65', variant), 'q'), stream(at('F65', variant), 'q').response]) {
        const error = await failing(attempt)
        expect(error.message.length + (error.hint?.length ?? 0)).toBeGreaterThan(20)
      }
      expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
    },
  )

  test.for(['stream', 'stream-malformed', 'stream-reset'])(
    'F65 %s',
    async (variant, { faulty: { at, server } }) => {
      const error = await failing(async () => {
        for await (const _ of stream(at('F65', variant), 'q').textStream) setTimeout(server.release, 10)
      })
      expect(error.partial?.text).toBe('Hel')
    },
  )

  // A key that looks like none must be found by its value, and a header may be the key.
  test.for([
    ['an odd key', { apiKey: 'correct horse battery staple' }, 'correct horse battery staple'],
    ['a key of symbols', { apiKey: 'a.b+c(d)$e^f' }, 'a.b+c(d)$e^f'],
    [
      'a key in a header',
      { apiKey: undefined, headers: { authorization: 'Bearer plain-words-key' } },
      'plain-words-key',
    ],
    [
      'a key in a header of its own',
      {
        apiKey: undefined,
        headers: { 'api-key': 'plain-words-key', authorization: 'Bearer plain-words-key' },
      },
      'plain-words-key',
    ],
  ] as const)('F65 %s', async ([, options, secret], { faulty: { at } }) => {
    for (const variant of [
      'status',
      'in-200',
      'html',
      'malformed',
      'header',
      'redirect',
      'stream',
      'at-the-cut',
    ]) {
      const attempt = stream(at('F65', variant, options), 'q').response
      const error = await attempt.then(
        () => undefined,
        (cause: unknown) => cause,
      )
      expect(error).toBeDefined()
      expect(outputsOf(error)).not.toContain(secret)
    }
  })

  const init = { headers: { authorization: `Bearer ${KEY}` } }
  test.for([
    ['in its message', () => new TypeError(`cannot send ${JSON.stringify(init)}`)],
    ['in its cause', () => new TypeError('fetch failed', { cause: new Error(`bad header Bearer ${KEY}`) })],
    ['in a cause that is no error', () => new TypeError('fetch failed', { cause: init })],
    ['in a property', () => Object.assign(new TypeError('fetch failed'), { request: init })],
    ['as a text', () => `cannot send ${JSON.stringify(init)}`],
  ] as const)('F65 a failing fetch that repeats its request %s', async ([, reason]) => {
    const leak: typeof fetch = () => Promise.reject(reason())
    const provider = openaiCompatible({
      baseURL: 'http://server.test/v1',
      apiKey: KEY,
      model: 'm',
      fetch: leak,
    })
    for (const attempt of [ask(provider, 'q'), stream(provider, 'q').response]) {
      expect((await failing(attempt)).code).toBe('connection')
    }
  })

  test('F65 an attempt, a provider and an answer do not hold the key', async ({ faulty: { server } }) => {
    const provider = openaiCompatible({ baseURL: server.baseURL, apiKey: KEY, model: 'm' })
    const answer = await ask(provider, 'q')
    expect(outputsOf(provider) + outputsOf(answer)).not.toContain(KEY)
  })
})

describe('F66 __proto__ pollutes nothing', () => {
  test('F66 in a reply', async ({ faulty: { at } }) => {
    const answer = await ask(at('F66', 'reply'), 'q')
    expect(answer.text).toBe('Hello.')
    expect(answer.usage).toMatchObject({ inputTokens: 3 })
    expect((await stream(at('F66', 'reply'), 'q').response).text).toBe('Hello.')
    expect([{}, answer, answer.message, answer.usage].some((value) => value && 'polluted' in value)).toBe(
      false,
    )
  })

  test('F66 in tool calls', async ({ faulty: { at } }) => {
    const { toolCalls } = await stream(at('F66', 'arguments'), 'q').response
    expect(toolCalls).toMatchObject([
      { id: '__proto__', name: 'f', arguments: '{"__proto__":{"polluted":true}}' },
    ])
    expect('polluted' in {}).toBe(false)
  })

  test('F66 in an error', async ({ faulty: { at } }) => {
    const error = await failing(ask(at('F66', 'error'), 'q'))
    expect(error.code).toBe('bad-request')
    expect([{}, error].some((value) => 'polluted' in value)).toBe(false)
  })
})

describe('F67 long headers', () => {
  test.for(['header', 'retry-after'])(
    'F67 1 MB %s: an end within 50 ms, or the network refuses it',
    async (variant, { faulty: { at } }) => {
      const took = await bestOf(50, async () => {
        const start = loopNow()
        const error = await failing(ask(at('F67', variant), 'q'))
        expect(JSON.stringify(error).length).toBeLessThan(5000)
        return loopNow() - start
      })
      expect(took).toBeLessThan(50)
    },
  )

  test.for(['x-request-id', 'retry-after', 'x-ratelimit-reset-requests'])(
    'F67 1 MB %s where the platform lets it through',
    async (name) => {
      const stub = replayFetch({
        status: 429,
        headers: { [name]: '9'.repeat(1_048_576) },
        body: '{"error":{"message":"Wait."}}',
      })
      const provider = openaiCompatible({ baseURL: 'http://server.test/v1', model: 'm', fetch: stub })
      const took = await bestOf(50, async () => {
        const start = loopNow()
        const error = await failing(ask(provider, 'q'))
        expect([error.code, error.retryAfterMs]).toEqual(['rate-limit', undefined])
        expect(JSON.stringify(error).length).toBeLessThan(2000)
        return loopNow() - start
      })
      expect(took).toBeLessThan(50)
    },
  )
})

describe('F68 CR or LF in key or model is refused before anything is sent', () => {
  test.for(['sk-1\nx: y', 'sk-1\r\nx: y', 'sk-1\r', 'sk\0', 'schlüssel', ' sk-1', 'sk-1 '])(
    'F68 key %j',
    async (apiKey, { faulty: { at, server } }) => {
      const error = await failing(() => at('F16', undefined, { apiKey }))
      expect(error.code).toBe('configuration')
      expect(outputsOf(error)).not.toContain(apiKey.trim())
      expect(server.requests).toEqual([])
    },
  )

  test.for(['a\nb', 'a\rb', 'a\r\nb', 'a\0b'])('F68 model %j', async (model, { faulty: { at, server } }) => {
    for (const attempt of [
      () => ask(at('F16'), 'q', { model }),
      () => stream(at('F16'), 'q', { model }).response,
    ]) {
      expect((await failing(attempt)).code).toBe('invalid-request')
    }
    const byDefault = await failing(() => ask(at('F16', undefined, { model }), 'q'))
    expect(['configuration', 'invalid-request']).toContain(byDefault.code)
    expect(server.requests).toEqual([])
  })

  test.for([
    ['x-test', 'a\r\nb: c'],
    ['x-test\r\nb', 'c'],
    ['x test', 'c'],
    ['', 'c'],
  ] as const)('F68 header %j: %j', async ([name, value], { faulty: { at, server } }) => {
    expect((await failing(() => at('F16', undefined, { headers: { [name]: value } }))).code).toBe(
      'configuration',
    )
    expect(server.requests).toEqual([])
  })
})
