import { type AiuError, ask, stream } from '@aiu/core'
import { type GroqOptions, groq } from '@aiu/groq'
import { groqWire } from '@aiu/testing'
import { type FaultId, type FaultServer, faultServer, variantsOf } from '@aiu/testing/node'
import { bestOf, loopNow } from '@aiu-tooling/support/loop-clock'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { KEY } from './support/key.ts'

// What groq-sdk 1.6 does alone, measured on Node 24, stands in the names. None of it may reach whoever uses this package.

let server: FaultServer
beforeAll(async () => {
  server = await faultServer({ wire: groqWire })
})
afterEach(async () => {
  await server.quiet()
  expect(server.elsewhere.requests).toEqual([])
})
afterAll(() => server.close())

const at = (id: FaultId, variant?: string, options?: GroqOptions) =>
  groq({ apiKey: KEY, model: 'm', baseURL: server.at(id, variant), ...options })

type At = ReturnType<typeof at>
type Ways = Readonly<Record<string, (provider: At, options?: { signal: AbortSignal }) => Promise<unknown>>>
const ways: Ways = {
  whole: (provider, options) => ask(provider, 'q', options),
  'as a stream': (provider, options) => stream(provider, 'q', options).response,
}
const each = Object.entries(ways)

/** Fails, with one request. */
async function once(provider: At, way: Ways[string]): Promise<AiuError> {
  const before = server.requests.length
  const error = await failing(() => way(provider))
  expect(server.requests).toHaveLength(before + 1)
  return error
}

/** How long after the abort the call ends, in ms. */
const untilAborted = (id: FaultId, variant: string | undefined, way: Ways[string]): Promise<number> =>
  bestOf(50, async () => {
    const reason = new Error('mine')
    const controller = new AbortController()
    let start = 0
    setTimeout(() => {
      start = loopNow()
      controller.abort(reason)
    }, 60)
    const error = await failing(() => way(at(id, variant), { signal: controller.signal }))
    expect(error).toMatchObject({ name: 'AbortError', code: 'aborted', cause: reason })
    return loopNow() - start
  })

describe('retries: up to three requests, and an abort is heard when the wait is over', () => {
  test.each(each)('F06, F10, F11 no hint is slept: %s', async (_, way) => {
    for (const [id, variant] of [['F06'], ['F10'], ['F11', '30-days'], ['F11', 'past-date']] as const) {
      const start = loopNow()
      expect(await once(at(id, variant), way)).toMatchObject({ code: 'rate-limit', status: 429 })
      expect(loopNow() - start).toBeLessThan(1000)
    }
    expect(await once(at('F10'), way)).toMatchObject({ retryAfterMs: 120_000 })
  })

  test.each(each)('F12 a spent quota is not asked again: %s', async (_, way) => {
    expect(await once(at('F12'), way)).toMatchObject({ code: 'quota' })
  })

  test.each(each)('F13 nor is a server that is down: %s', async (_, way) => {
    expect(await once(at('F13', '503'), way)).toMatchObject({ code: 'server', status: 503 })
  })
})

describe('a stream that is cut is a success', () => {
  test('F28 without its end', async () => {
    const error = await once(at('F28'), ways['as a stream'] as Ways[string])
    expect(error).toMatchObject({ code: 'interrupted', partial: { text: 'Hello.' } })
  })

  test.each(variantsOf('F29', groqWire))('F29 %s', async (variant) => {
    const error = await once(at('F29', variant), ways['as a stream'] as Ways[string])
    expect(error).toMatchObject({ code: 'interrupted', partial: { text: expect.stringMatching(/^Hello\./) } })
    expect(JSON.stringify(error)).not.toContain('\ufffd')
  })
})

describe('an abort in the middle ends a stream quietly, like success; a stall goes on until the client of HTTP gives up', () => {
  test.each(each)('F40 before the headers: %s', async (_, way) => {
    expect(await untilAborted('F40', 'before-headers', way)).toBeLessThan(50)
  })

  test('F31 in a stalled stream: an error with what came', async () => {
    const signal = AbortSignal.timeout(80)
    const error = await failing(() => stream(at('F31'), 'q', { signal }).response)
    expect(error).toMatchObject({ code: 'aborted', cause: signal.reason, partial: { text: 'Hel' } })
    expect(await untilAborted('F31', undefined, ways['as a stream'] as Ways[string])).toBeLessThan(50)
  })

  test('F40 in a stalled body', async () => {
    expect(await untilAborted('F40', 'mid-body', ways.whole as Ways[string])).toBeLessThan(50)
  })

  test('F39 leaving the loop closes the connection', async () => {
    for await (const _ of stream(at('F39'), 'q').textStream) break
    await server.quiet(50)
  })
})

describe('a socket that is kept open after [DONE] hangs', () => {
  test.each(variantsOf('F33', groqWire))('F33 %s: the answer comes at once', async (variant) => {
    const took = await bestOf(50, async () => {
      const answer = stream(at('F33', variant), 'q')
      let last = 0
      for await (const event of answer) if (event.type === 'text') last = loopNow()
      expect((await answer.response).text).toBe('Hello.')
      return loopNow() - last
    })
    expect(took).toBeLessThan(50)
  })
})

describe('errors in a reply are handed out as answers', () => {
  test.each(variantsOf('F36', groqWire))('F36 in a stream: %s', async (variant) => {
    const error = await once(at('F36', variant), ways['as a stream'] as Ways[string])
    expect(error).toMatchObject({
      message: expect.stringContaining('The worker died.'),
      partial: { text: 'Hel' },
    })
    expect(['interrupted', 'malformed']).not.toContain(error.code)
  })

  describe.each(each)('%s', (_, way) => {
    test.each(variantsOf('F17', groqWire))('F17 200 with an error: %s', async (variant) => {
      const error = await once(at('F17', variant), way)
      expect(error.message).toContain('The model is overloaded.')
      expect(['server', 'bad-request']).toContain(error.code)
    })

    test('F18 200 with a page', async () => {
      const error = await once(at('F18'), way)
      expect(error).toMatchObject({
        code: 'malformed',
        message: expect.stringContaining('Sign in to go on.'),
      })
      expect(error.message).not.toMatch(/[<>]/)
    })

    test.each(variantsOf('F19', groqWire))('F19 200 with nothing: %s', async (variant) => {
      expect(['malformed', 'interrupted']).toContain((await once(at('F19', variant), way)).code)
    })
  })
})

describe('memory and time are without bound', () => {
  test.each(variantsOf('F25', groqWire))(
    'F25 an endless %s: an error at the cap',
    async (variant) => {
      const start = loopNow()
      const error = await once(
        at('F25', variant, { maxReplyBytes: 16_777_216 }),
        ways['as a stream'] as Ways[string],
      )
      expect(error).toMatchObject({ code: 'too-large' })
      // 64 MiB: the SDK alone takes 2 s for 8 MB of them, and four times as long for twice as many.
      expect(loopNow() - start).toBeLessThan(15_000)
    },
    120_000,
  )

  test.each(variantsOf('F24', groqWire))('F24 %s', async (variant) => {
    const error = await once(at('F24', variant, { maxReplyBytes: 1_000_000 }), ways.whole as Ways[string])
    expect(error).toMatchObject({ code: 'too-large' })
  })
})

describe('secrets', () => {
  test.each(variantsOf('F65', groqWire))('F65 the key in what the server says: %s', async (variant) => {
    // `failing` looks for it in all that can be printed.
    for (const [, way] of each) await once(at('F65', variant), way)
  })

  test.each(each)(
    'F45 no redirect to another host is followed, with the key and the question: %s',
    async (_, way) => {
      for (const variant of ['301', '302', '307', '308', 'scheme'])
        expect(await once(at('F45', variant), way)).toMatchObject({ code: 'redirect' })
    },
  )
})
