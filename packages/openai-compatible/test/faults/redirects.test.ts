import { ask, stream } from '@aiu/core'
import { describe, expect } from 'vitest'
import { failing, onlyAttempt } from '../support/failing.ts'
import { faulty as test } from '../support/faulty.ts'

// That nothing reached the other host is checked after each of these tests.
describe('redirects', () => {
  test.for(['301', '302', '307', '308', 'scheme', 'no-location'])(
    'F45 %s to another host or scheme: an error, nothing is sent there',
    async (variant, { faulty: { at, server } }) => {
      for (const attempt of [ask(at('F45', variant), 'q'), stream(at('F45', variant), 'q').response]) {
        const error = await failing(attempt)
        expect(error.code).toBe('redirect')
        if (/^\d/.test(variant)) expect(error.status).toBe(Number(variant))
        expect(onlyAttempt(error)).toMatchObject({ outcome: 'failed', code: 'redirect' })
      }
      expect(server.requests).toHaveLength(2)
    },
  )

  test.for(['301', '302', '307', '308'])(
    'F45 %s within the same origin: posted again with body and key',
    async (status, { faulty: { at, server } }) => {
      expect((await ask(at('F45', `same-origin-${status}`), 'q')).text).toBe('Hello.')
      expect((await stream(at('F45', `same-origin-${status}`), 'q').response).text).toBe('Hello.')
      const [first, second] = server.requests
      expect([second?.method, second?.text]).toEqual(['POST', first?.text])
      expect(second?.headers.authorization).toBe(first?.headers.authorization)
    },
  )

  test('F45 in a circle: an error after a few', async ({ faulty: { at, server } }) => {
    expect((await failing(ask(at('F45', 'loop'), 'q'))).code).toBe('redirect')
    expect(server.requests.length).toBeLessThanOrEqual(5)
  })
})
