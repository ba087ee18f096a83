import { ask, stream } from '@aiu/core'
import { describe, expect } from 'vitest'
import { failing, onlyAttempt } from '../support/failing.ts'
import { faulty as test } from '../support/faulty.ts'

const FAILED = { operation: 'chat', provider: 'faulty', model: 'm', outcome: 'failed', code: 'connection' }

describe('connect and headers', () => {
  test('F01 port closed: connection, the cause kept, one attempt', async ({ faulty: { at } }) => {
    const error = await failing(ask(at('F01'), 'q'))
    expect([error.code, error.name]).toEqual(['connection', 'ProviderConnectionError'])
    expect(error.message).toContain('ECONNREFUSED')
    expect(error.cause).toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    expect(onlyAttempt(error)).toMatchObject(FAILED)
    const streamed = await failing(stream(at('F01'), 'q').response)
    expect(streamed).toMatchObject({ code: 'connection', partial: { text: '', toolCalls: [] } })
    expect(onlyAttempt(streamed)).toMatchObject({ ...FAILED, operation: 'stream' })
  })

  test('F02 RST after accept: connection, the cause kept, one request', async ({
    faulty: { at, server },
  }) => {
    const error = await failing(ask(at('F02'), 'q'))
    expect(error.code).toBe('connection')
    expect(error.cause).toMatchObject({ cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } })
    expect(onlyAttempt(error)).toMatchObject(FAILED)
    expect(server.requests).toHaveLength(1)
    expect(await failing(stream(at('F02'), 'q').response)).toMatchObject({ code: 'connection' })
  })

  test("F03 stall before headers: ends by the caller's signal, the socket closed", async ({
    faulty: { at, server },
  }) => {
    const error = await failing(ask(at('F03'), 'q', { signal: AbortSignal.timeout(50) }))
    expect(error).toMatchObject({ code: 'aborted', name: 'AbortError', cause: { name: 'TimeoutError' } })
    expect(onlyAttempt(error)).toMatchObject({ outcome: 'aborted', code: 'aborted' })
    expect(await server.requests[0]?.ended).toMatchObject({ complete: false })
  })

  test('F04 stale keep-alive socket: connection, one attempt', async ({ faulty: { at, server } }) => {
    const provider = at('F04')
    expect((await ask(provider, 'q')).text).toBe('Hello.')
    // The connection is given back a moment after the answer.
    await server.quiet()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const error = await failing(ask(provider, 'q'))
    expect(error.code).toBe('connection')
    expect(onlyAttempt(error)).toMatchObject(FAILED)
    expect((await ask(provider, 'q')).text).toBe('Hello.')
  })

  test.for([
    ['self-signed', /self[-_ ]signed/i],
    ['expired', /expired|self[-_ ]signed/i],
    ['unknown-host', /ENOTFOUND/],
  ] as const)('F05 %s: a clear message, the cause kept', async ([variant, words], { faulty: { at } }) => {
    for (const attempt of [ask(at('F05', variant), 'q'), stream(at('F05', variant), 'q').response]) {
      const error = await failing(attempt)
      expect(error.code).toBe('connection')
      expect(error.message).toMatch(words)
      expect(error.cause).toBeDefined()
      onlyAttempt(error)
    }
  })
})
