import { type AiuError, ask, type ChatEvent, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { bestOf, loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect } from 'vitest'
import { failing, KEY, onlyAttempt } from '../support/failing.ts'
import { faulty as test } from '../support/faulty.ts'

type Provider = ReturnType<typeof openaiCompatible>

/** The same call, asked whole and as a stream. */
const bothWays = (provider: Provider): Promise<AiuError>[] => [
  failing(ask(provider, 'q')),
  failing(stream(provider, 'q').response),
]

describe('bodies', () => {
  test.for(['object', 'string', 'object-error'])(
    'F17 200 with error JSON: %s',
    async (variant, { faulty: { at } }) => {
      for (const attempt of bothWays(at('F17', variant))) {
        const error = await attempt
        expect(error.message).toContain('The model is overloaded.')
        expect(error.code).toBe('server')
        if (variant === 'object') expect(error.vendorCode).toBe('overloaded')
        expect(onlyAttempt(error)).toMatchObject({ outcome: 'failed' })
      }
    },
  )

  test('F18 200 HTML login page: a short snippet without tags', async ({ faulty: { at } }) => {
    for (const attempt of bothWays(at('F18'))) {
      const { code, message } = await attempt
      expect(code).toBe('malformed')
      expect(message).toContain('Sign in to go on.')
      expect(message).not.toMatch(/[<>]|color:red|let a/)
      expect(message.length).toBeLessThanOrEqual(560)
    }
  })

  test.for(['empty', 'no-content'])(
    'F19 200 with empty body; 204: %s is no empty answer',
    async (variant, { faulty: { at } }) => {
      const [asked, streamed] = bothWays(at('F19', variant))
      expect((await asked)?.code).toBe('malformed')
      expect(['malformed', 'interrupted']).toContain((await streamed)?.code)
    },
  )

  test('F20 invalid JSON', async ({ faulty: { at } }) => {
    for (const attempt of bothWays(at('F20', 'invalid'))) expect((await attempt).code).toBe('malformed')
  })

  test('F20 JSON cut short of Content-Length: truncated, the cause kept', async ({ faulty: { at } }) => {
    for (const attempt of bothWays(at('F20', 'cut'))) {
      const error = await attempt
      expect(error.code).toBe('interrupted')
      expect(error.cause).toBeInstanceOf(Error)
      expect(onlyAttempt(error)).toMatchObject({ outcome: 'cut' })
    }
  })

  test('F21 HTML 502 page of 10 MB: at most 64 KB read', async ({ faulty: { at } }) => {
    let read = 0
    const counting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      const counter = new TransformStream<Uint8Array, Uint8Array>(
        {
          transform(piece, controller) {
            read += piece.length
            controller.enqueue(piece)
          },
        },
        { highWaterMark: 1 },
        { highWaterMark: 0 },
      )
      return new Response(response.body?.pipeThrough(counter), response)
    }
    for (const attempt of bothWays(at('F21', undefined, { fetch: counting }))) {
      const error = await attempt
      expect([error.code, error.status]).toEqual(['server', 502])
      expect(error.message.length).toBeLessThanOrEqual(560)
      expect(error.message).not.toMatch(/[<>]/)
    }
    // Two calls; each may have one piece more under way.
    expect(read).toBeLessThanOrEqual(2 * (65_536 + 2 * 65_536))
  })

  test.for(['text', 'html', 'bytes'])(
    'F22 right JSON as %s is an answer',
    async (variant, { faulty: { at } }) => {
      expect((await ask(at('F22', variant), 'q')).text).toBe('Hello.')
      expect((await stream(at('F22', variant), 'q').response).text).toBe('Hello.')
    },
  )

  test('F22 right JSON as an event stream is an answer', async ({ faulty: { at } }) => {
    expect((await ask(at('F22', 'events'), 'q')).text).toBe('Hello.')
    expect((await stream(at('F22', 'events'), 'q').response).text).toBe('Hello.')
  })

  test('F23 SSE asked, whole JSON answered: the events of an answer', async ({ faulty: { at } }) => {
    const events: ChatEvent[] = []
    const answer = stream(at('F23', 'answer'), 'q')
    for await (const event of answer) events.push(event)
    expect(events.map(({ type }) => type)).toEqual(['start', 'text', 'finish'])
    expect(await answer.response).toMatchObject({
      text: 'Hello.',
      finishReason: 'stop',
      usage: { outputTokens: 2 },
    })
  })

  test('F23 SSE asked, an error as JSON answered', async ({ faulty: { at } }) => {
    const error = await failing(stream(at('F23', 'error'), 'q').response)
    expect([error.code, error.vendorCode]).toEqual(['server', 'overloaded'])
  })

  test.for(['huge', 'gzip-bomb'])(
    'F24 %s: too large, little read',
    async (variant, { faulty: { at, server } }) => {
      const provider = at('F24', variant, { maxReplyBytes: 1_000_000 })
      const before = process.memoryUsage().rss
      for (const attempt of bothWays(provider)) expect((await attempt).code).toBe('too-large')
      await server.quiet()
      for (const { sentBytes } of server.requests) expect(sentBytes).toBeLessThan(64 * 1_048_576)
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1_048_576)
    },
  )

  test.for(['line', 'comment', 'event'])(
    'F25 endless %s: an error at the cap',
    async (variant, { faulty: { at, server } }) => {
      const error = await failing(stream(at('F25', variant, { maxReplyBytes: 1_000_000 }), 'q').response)
      expect([error.code, error.partial?.text]).toEqual(['too-large', ''])
      expect(error.message).toContain('1000000')
      expect(await server.requests[0]?.ended).toMatchObject({ complete: false })
    },
  )

  test('F25 the time is linear in the length of the line', async () => {
    const pieces =
      (count: number): typeof fetch =>
      async () => {
        let left = count
        const piece = new TextEncoder().encode('z'.repeat(1024))
        const body = new ReadableStream<Uint8Array>({
          pull: (controller) => (left-- > 0 ? controller.enqueue(piece) : controller.close()),
        })
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
      }
    const take = async (count: number): Promise<number> => {
      const provider = openaiCompatible({
        baseURL: 'http://server.test/v1',
        apiKey: KEY,
        model: 'm',
        fetch: pieces(count),
      })
      const start = loopNow()
      await failing(stream(provider, 'q').response)
      return loopNow() - start
    }
    await take(1000)
    const [small, large] = [await bestOf(0, () => take(2000)), await bestOf(0, () => take(16_000))]
    expect(large / small).toBeLessThan(8 * 3)
  })

  test.for(['gzip', 'deflate', 'br'])(
    'F26 a %s stream arrives live',
    async (variant, { faulty: { at, server } }) => {
      const pieces: string[] = []
      for await (const piece of stream(at('F26', variant), 'q').textStream) {
        // The server sends the rest only now.
        if (!pieces.length) server.release()
        pieces.push(piece)
      }
      expect(pieces).toEqual(['Hel', 'lo.'])
    },
  )

  test('F26 wrong content-encoding: a clean error', async ({ faulty: { at } }) => {
    const error = await failing(stream(at('F26', 'wrong'), 'q').response)
    expect(['interrupted', 'malformed', 'connection']).toContain(error.code)
    expect(error.cause).toBeDefined()
  })

  test("F27 one byte per second: ends by the caller's signal", async ({ faulty: { at } }) => {
    const signal = AbortSignal.timeout(100)
    for (const attempt of [ask(at('F27'), 'q', { signal }), stream(at('F27'), 'q', { signal }).response]) {
      expect(await failing(attempt)).toMatchObject({ code: 'aborted', cause: { name: 'TimeoutError' } })
    }
  })

  test('a status is told even if its body is cut', async ({ faulty: { at } }) => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('lost')) })
    const cut: typeof fetch = async () => new Response(body, { status: 503 })
    const error = await failing(ask(at('F03', undefined, { fetch: cut }), 'q'))
    expect([error.code, error.status]).toEqual(['server', 503])
  })
})
