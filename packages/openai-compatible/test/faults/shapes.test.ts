import { ask, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { replayFetch } from '@aiu/testing'
import { bestOf, loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect, test } from 'vitest'
import { failing, KEY, onlyAttempt } from '../support/failing.ts'

const provider = (fetch: typeof globalThis.fetch) =>
  openaiCompatible({ baseURL: 'http://server.test/v1', apiKey: KEY, model: 'm', fetch })

describe('the words of an error are found in every shape', () => {
  test.each([
    [
      'OpenAI',
      '{"error":{"message":"Too hot.","type":"invalid_request_error","param":"temperature","code":null}}',
    ],
    ['a string', '{"error":"Too hot."}'],
    ['message beside the error', '{"error":true,"message":"Too hot."}'],
    ['message alone', '{"message":"Too hot.","code":400}'],
    ['object: error', '{"object":"error","message":"Too hot.","type":"BadRequestError","code":400}'],
    ['FastAPI', '{"detail":"Too hot."}'],
    [
      'FastAPI, by field',
      '{"detail":[{"loc":["body","temperature"],"msg":"Too hot.","type":"value_error"}]}',
    ],
    ['detail inside', '{"error":{"detail":"Too hot."}}'],
    ['a list, as Gemini has it', '[{"error":{"code":400,"message":"Too hot.","status":"INVALID_ARGUMENT"}}]'],
    [
      'an error in an error',
      '{"error":{"message":"{\\"error\\":{\\"message\\":\\"Too hot.\\"}}","code":400}}',
    ],
    ['plain words', 'Too hot.'],
    ['a page', '<html><head><title>400</title></head><body><h1>Too hot.</h1></body></html>'],
    ['JSON of another kind', '"Too hot."'],
  ])('%s', async (_, body) => {
    for (const attempt of [
      ask(provider(replayFetch({ status: 400, body })), 'q'),
      stream(provider(replayFetch({ status: 400, body })), 'q').response,
    ]) {
      const error = await failing(attempt)
      expect([error.code, error.status]).toEqual(['bad-request', 400])
      expect(error.message).toContain('Too hot.')
    }
  })

  test.each(['', '{}', '[]', 'null', '{"error":null}', '{"error":{}}', '0', '{"error":[]}'])(
    'nothing said: %j',
    async (body) => {
      const error = await failing(ask(provider(replayFetch({ status: 500, body })), 'q'))
      expect([error.code, error.status]).toEqual(['server', 500])
      expect(error.message).toMatch(/500/)
      expect(error.message).not.toContain('undefined')
    },
  )

  test('an error nested without end', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const body = `{"error":${open.repeat(50_000)}1${close.repeat(50_000)}}`
      for (const status of [400, 200]) {
        const { code } = await failing(ask(provider(replayFetch({ status, body })), 'q'))
        expect(['bad-request', 'server', 'malformed']).toContain(code)
      }
    }
  })
})

describe('words that are meant to be slow', () => {
  test.each([
    ['scripts without an end', '<script '.repeat(8000)],
    ['styles without an end', '<style>'.repeat(8000)],
    ['tags without an end', '<'.repeat(60_000)],
    ['spaces', `${' '.repeat(60_000)}x`],
    ['bearers', 'bearer '.repeat(9000)],
    ['keys', 'sk-'.repeat(20_000)],
    ['one long word', 'x'.repeat(60_000)],
  ])('%s: read within 50 ms', async (_, body) => {
    const took = await bestOf(50, async () => {
      const start = loopNow()
      await failing(
        ask(provider(replayFetch({ status: 500, headers: { 'content-type': 'text/html' }, body })), 'q'),
      )
      return loopNow() - start
    })
    expect(took).toBeLessThan(50)
  })

  test('64,000 events in one piece: time is linear', async () => {
    const body = (count: number): string =>
      `${'data: {"choices":[{"delta":{"content":"a"}}]}\n\n'.repeat(count)}data: [DONE]\n\n`
    const take = async (count: number): Promise<number> => {
      const text = body(count)
      const start = loopNow()
      expect((await stream(provider(replayFetch({ body: text })), 'q').response).text).toHaveLength(count)
      return loopNow() - start
    }
    await take(2000)
    const small = await bestOf(0, () => take(8000))
    expect((await take(64_000)) / small).toBeLessThan(8 * 4)
  }, 120_000)
})

describe("a fetch that is not the platform's", () => {
  const circular = new Error('lost')
  Object.assign(circular, { self: circular, cause: circular })
  test.each([
    ['an error that holds itself', circular],
    ['a text', 'lost'],
    ['undefined', undefined],
    ['null', null],
    ['an object', { code: 'ECONNRESET' }],
    ['an error without a stack', Object.assign(new Error('lost'), { stack: undefined })],
  ])('rejects with %s: connection', async (_, reason) => {
    const lost: typeof fetch = () => Promise.reject(reason)
    for (const attempt of [ask(provider(lost), 'q'), stream(provider(lost), 'q').response]) {
      const error = await failing(attempt)
      expect(error.code).toBe('connection')
      expect(error.message).not.toMatch(/undefined/)
      onlyAttempt(error)
    }
  })

  test('throws at once: connection', async () => {
    const broken = (() => {
      throw new Error('not here')
    }) as typeof fetch
    for (const attempt of [ask(provider(broken), 'q'), stream(provider(broken), 'q').response]) {
      expect((await failing(attempt)).code).toBe('connection')
    }
  })

  test('answers without a body: no empty answer', async () => {
    const bare: typeof fetch = async () => new Response(null, { status: 200 })
    expect((await failing(ask(provider(bare), 'q'))).code).toBe('malformed')
    expect((await failing(stream(provider(bare), 'q').response)).code).toBe('interrupted')
  })

  test('gives the body in the middle of an error', async () => {
    const body = new ReadableStream({
      start: (controller) =>
        controller.enqueue(new TextEncoder().encode('data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n')),
      pull: (controller) => controller.error('lost'),
    })
    const error = await failing(
      stream(
        provider(async () => new Response(body)),
        'q',
      ).response,
    )
    expect([error.code, error.partial?.text]).toEqual(['interrupted', 'Hel'])
  })

  test('an abort whose reason is one of our errors surfaces as that error', async () => {
    const { AiuError } = await import('@aiu/core')
    const reason = new AiuError('timeout', 'It took too long.')
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      )
    const controller = new AbortController()
    const attempts = [
      ask(provider(never), 'q', { signal: controller.signal }),
      stream(provider(never), 'q', { signal: controller.signal }).response,
    ]
    const failed = attempts.map((attempt) => failing(attempt))
    await Promise.resolve()
    controller.abort(reason)
    for (const error of await Promise.all(failed)) {
      expect([error.code, error.message]).toEqual(['timeout', 'It took too long.'])
      onlyAttempt(error)
    }
  })
})
