import { type AiuError, ask, stream } from '@aiu/core'
import { describe, expect } from 'vitest'
import { failing, onlyAttempt } from '../support/failing.ts'
import { faulty as test } from '../support/faulty.ts'

/** The provider itself tries once; waiting and trying again is what layers do with what the error tells them. */
describe('statuses', () => {
  test('F06 F08 what the server asks to wait is told', async ({ faulty: { at, server } }) => {
    const error = await failing(ask(at('F06'), 'q'))
    expect(error).toMatchObject({
      code: 'rate-limit',
      name: 'ProviderRateLimitError',
      status: 429,
      retryAfterMs: 2000,
    })
    expect(error.headers).toMatchObject({ 'retry-after': '2' })
    expect(error.vendorCode).toBe('rate_limit_exceeded')
    expect(await failing(ask(at('F08'), 'q'))).toMatchObject({ retryAfterMs: 250 })
    expect(server.requests).toHaveLength(2)
  })

  test.for(['minutes-and-seconds', 'milliseconds', 'glued-headers', 'epoch-ms'])(
    'F09 %s: kept for those who wait, never thrown',
    async (variant, { faulty: { at } }) => {
      const { code, headers } = await failing(ask(at('F09', variant), 'q'))
      expect(code).toBe('rate-limit')
      expect(Object.keys(headers ?? {}).filter((name) => name.startsWith('x-ratelimit-'))).toHaveLength(2)
    },
  )

  test('F10 the wait is told, however long', async ({ faulty: { at } }) => {
    expect(await failing(ask(at('F10'), 'q'))).toMatchObject({ code: 'rate-limit', retryAfterMs: 120_000 })
  })

  test.for(['soon', 'negative', 'past-date', 'nan', '400-digits'])(
    'F11 retry-after that is none: %s',
    async (variant, { faulty: { at } }) => {
      const error = await failing(ask(at('F11', variant), 'q'))
      expect([error.code, error.retryAfterMs]).toEqual(['rate-limit', undefined])
    },
  )

  test('F12 a spent quota is no rate limit', async ({ faulty: { at, server } }) => {
    const error = await failing(ask(at('F12'), 'q'))
    expect([error.code, error.vendorCode, error.status]).toEqual(['quota', 'insufficient_quota', 429])
    expect(server.requests).toHaveLength(1)
  })

  test.for([
    ['400', 'bad-request'],
    ['401', 'authentication'],
    ['403', 'authentication'],
    ['404', 'not-found'],
    ['413', 'too-large'],
    ['422', 'bad-request'],
    ['500', 'server'],
    ['501', 'server'],
    ['502', 'server'],
    ['503', 'server'],
    ['504', 'server'],
    ['529', 'server'],
  ] as const)('F13 %s is %s, one request', async ([status, code], { faulty: { at, server } }) => {
    const check = (error: AiuError): void => {
      expect([error.code, error.status]).toEqual([code, Number(status)])
      expect(error.message).toContain(`Status ${status}.`)
      expect(onlyAttempt(error)).toMatchObject({ outcome: 'failed', code })
    }
    check(await failing(ask(at('F13', status), 'q')))
    check(await failing(stream(at('F13', status), 'q').response))
    expect(server.requests).toHaveLength(2)
  })

  test('F14 x-should-retry is kept for the retry layer', async ({ faulty: { at } }) => {
    expect((await failing(ask(at('F14'), 'q'))).headers).toMatchObject({ 'x-should-retry': 'false' })
  })
})
