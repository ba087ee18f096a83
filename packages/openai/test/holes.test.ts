import { AiuError, ask, stream } from '@aiu/core'
import { openai } from '@aiu/openai'
import { chatCompletionsWire, replayFetch, responsesWire, type WireKit } from '@aiu/testing'
import { type FaultId, type FaultServer, faultServer } from '@aiu/testing/node'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { test as base, describe, expect } from 'vitest'
import { failing, KEY } from './support/failing.ts'

// What the SDK does by itself with each of these was measured with openai 7.57.0; it stands in the name of the test.

const WITHIN_MS = 50

interface Api {
  readonly api: 'responses' | 'chat'
  readonly wire: WireKit
  /** An error in the midst of a stream that has no key `error` in it. */
  readonly unnamed: string
  readonly piece: (text: string) => object
}
const APIS: readonly Api[] = [
  {
    api: 'responses',
    wire: responsesWire,
    unnamed: 'error-event',
    piece: (delta) => ({ type: 'response.output_text.delta', delta }),
  },
  {
    api: 'chat',
    wire: chatCompletionsWire,
    unnamed: 'event-error',
    piece: (content) => ({ choices: [{ index: 0, delta: { content } }] }),
  },
]
type Options = Parameters<typeof openai>[0]
const made = (api: Api['api'], options: Options) =>
  api === 'chat' ? openai({ ...options, api }) : openai(options)

describe.each(APIS)(
  '$api: a hole of the SDK that our users do not fall into',
  ({ api, wire, unnamed, piece }) => {
    /** A server with faults; afterwards nothing may be open, nothing have gone elsewhere. */
    const test = base.extend<{ server: FaultServer }>({
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs out of this pattern
      server: async ({}, use) => {
        await using server = await faultServer({ wire })
        await use(server)
        await server.quiet()
        expect(server.elsewhere.requests).toEqual([])
      },
    })
    const at = (server: FaultServer, id: FaultId, variant?: string, options?: Options) =>
      made(api, { baseURL: server.at(id, variant), apiKey: KEY, model: 'm', ...options })
    const streamed = (...given: Parameters<typeof at>) => failing(stream(at(...given), 'q').response)
    const asked = (...given: Parameters<typeof at>) => failing(ask(at(...given), 'q'))

    test.for(['500', '503', '529'])('%s is sent three times: one request', async (variant, { server }) => {
      expect((await asked(server, 'F13', variant)).status).toBe(Number(variant))
      expect((await streamed(server, 'F13', variant)).status).toBe(Number(variant))
      expect(server.requests).toHaveLength(2)
    })

    test('429 is waited for, or sent again at once: told, with the wait', async ({ server }) => {
      expect(await asked(server, 'F10')).toMatchObject({ code: 'rate-limit', retryAfterMs: 120_000 })
      expect((await asked(server, 'F12')).code).toBe('quota')
      expect(server.requests).toHaveLength(2)
    })

    test('a lost connection is tried three times: once', async ({ server }) => {
      expect((await asked(server, 'F02')).code).toBe('connection')
      expect(server.requests).toHaveLength(1)
    })

    test.for([
      ['F28', ''],
      ['F29', 'in-event'],
      ['F29', 'in-character'],
    ] as const)('a cut stream is a success: interrupted, %s %s', async ([id, variant], { server }) => {
      const error = await streamed(server, id, variant || undefined)
      expect([error.code, error.partial?.text.slice(0, 3)]).toEqual(['interrupted', 'Hel'])
    })

    test('an abort in the middle ends quietly, like success: aborted, and the socket is closed', async ({
      server,
    }) => {
      const control = new AbortController()
      const answer = stream(at(server, 'F40', 'mid-stream'), 'q', { signal: control.signal })
      let left = 0
      const error = await failing(async () => {
        for await (const _ of answer.textStream) {
          left = loopNow()
          control.abort(new Error('enough'))
        }
      })
      expect([error.code, (error.cause as Error).message]).toEqual(['aborted', 'enough'])
      await server.requests[0]?.ended
      expect(loopNow() - left).toBeLessThan(WITHIN_MS)
    })

    test('leaving a loop closes the socket', async ({ server }) => {
      for await (const _ of stream(at(server, 'F31'), 'q').textStream) break
      const left = loopNow()
      await server.requests[0]?.ended
      expect(loopNow() - left).toBeLessThan(WITHIN_MS)
    })

    test.for([
      ['F31', undefined, 'stream'],
      ['F40', 'mid-body', 'whole'],
      ['F03', undefined, 'whole'],
    ] as const)(
      'a stall is deaf to the signal and to time: %s %s, %s',
      async ([id, variant, how], { server }) => {
        const limit = new AiuError('timeout', 'Too slow.')
        const control = new AbortController()
        const provider = at(server, id, variant)
        const { signal } = control
        const error = failing(
          how === 'stream' ? stream(provider, 'q', { signal }).response : ask(provider, 'q', { signal }),
        )
        while (!server.requests[0]) await new Promise((resolve) => setTimeout(resolve, 5))
        const fired = loopNow()
        control.abort(limit)
        expect((await error).code).toBe('timeout')
        expect(loopNow() - fired).toBeLessThan(WITHIN_MS)
      },
    )

    test('a socket that stays open after the end keeps the answer waiting: it ends at its end mark', async ({
      server,
    }) => {
      const { text } = await stream(at(server, 'F33', 'silent'), 'q').response
      expect(text).toBe('Hello.')
    })

    test('an error event is handed out as a piece: it is thrown', async ({ server }) => {
      const error = await streamed(server, 'F36', unnamed)
      expect([error.code, error.partial?.text]).toEqual(['server', expect.stringMatching(/^Hel/)])
    })

    test('an error with HTTP 200 is a success: it is thrown', async ({ server }) => {
      for (const error of [await asked(server, 'F17', 'object'), await streamed(server, 'F17', 'object')])
        expect(error.code).toBe('server')
    })

    test.for([
      ['F18', undefined],
      ['F19', 'empty'],
      ['F19', 'no-content'],
    ] as const)(
      'HTML, or nothing, is an empty success: malformed, %s %s',
      async ([id, variant], { server }) => {
        expect((await asked(server, id, variant)).code).toBe('malformed')
        expect(['malformed', 'interrupted']).toContain((await streamed(server, id, variant)).code)
      },
    )

    test.for(['status', 'in-200', 'html', 'header'])(
      'the key that a server echoes stands in the message: %s',
      async (variant, { server }) => {
        const error = await asked(server, 'F65', variant) // failing() looks for it
        expect(error.message).not.toContain(KEY)
      },
    )

    test.for(['301', '302', '307', '308', 'scheme'])(
      'a redirect to another host gets key and question: nothing is sent there, %s',
      async (variant, { server }) => {
        const provider = at(server, 'F45', variant, { headers: { 'api-key': KEY } })
        expect((await failing(ask(provider, 'q'))).code).toBe('redirect')
        expect((await failing(stream(provider, 'q').response)).code).toBe('redirect')
      },
    )

    test.for(['huge', 'gzip-bomb'])(
      'a reply without a bound fills the memory: too-large, %s',
      async (variant, { server }) => {
        expect((await asked(server, 'F24', variant, { maxReplyBytes: 1_000_000 })).code).toBe('too-large')
      },
    )

    test.for(['line', 'event'])('one endless %s likewise', async (variant, { server }) => {
      expect((await streamed(server, 'F25', variant, { maxReplyBytes: 1_000_000 })).code).toBe('too-large')
    })

    base('a long line takes time by the square of its length: by its length', async () => {
      const read = async (length: number): Promise<number> => {
        const body = `data: ${JSON.stringify(piece('x'.repeat(length)))}\n\n`
        const cuts = Array.from({ length: Math.floor(length / 4096) }, (_, at) => (at + 1) * 4096)
        let best = Number.POSITIVE_INFINITY
        for (let round = 0; round < 3; round++) {
          const started = loopNow()
          const error = await failing(
            stream(
              made(api, {
                apiKey: KEY,
                fetch: replayFetch(
                  { headers: { 'content-type': 'text/event-stream' }, body },
                  { pace: { cuts } },
                ),
              }),
              'q',
            ).response,
          )
          expect(error.partial?.text).toHaveLength(length)
          best = Math.min(best, loopNow() - started)
        }
        return best
      }
      await read(100_000)
      const short = await read(1_000_000)
      expect((await read(16_000_000)) / short).toBeLessThan(60) // by the square it would be 256
    })
  },
)
