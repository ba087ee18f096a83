import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { isAiuError } from '@aiu/core'
import { memoryLimits } from '@aiu/limits'
import { type LimitsReport, type RedisLimitsOptions, redisLimits } from '@aiu/limits-redis'
import { describe, expect, onTestFinished, test } from 'vitest'

const thrown = (options: unknown): unknown => {
  try {
    return redisLimits(options as RedisLimitsOptions)
  } catch (error) {
    return error
  }
}
/** Everything that a value shows of itself. */
const shown = (value: unknown): string =>
  `${inspect(value, { depth: null, showHidden: true })}${JSON.stringify(value)}${String(value)}`

const url = 'redis://127.0.0.1:6379'
const fine = { url, whenLost: 'closed' } as const
const client = { eval: async () => [], evalSha: async () => [] }

describe('options that cannot be meant', () => {
  test.each([
    '',
    'nowhere',
    'http://127.0.0.1:6379',
    'redis://127.0.0.1:port',
    'redis://127.0.0.1/first',
    'redis://:50%off@127.0.0.1:6379',
    5,
  ])('url %s', (wrong) => {
    const error = thrown({ ...fine, url: wrong })
    expect(isAiuError(error, 'configuration')).toBe(true)
    expect(shown(error)).not.toContain('50%off')
  })

  test.each([
    [undefined, /either a url or a client/],
    [{ whenLost: 'closed' }, /either a url or a client/],
    [{ ...fine, client }, /either a url or a client/],
    [{ client: {}, whenLost: 'closed' }, /no eval and evalSha/],
    [{ url }, /whenLost is neither/],
    [{ url, whenLost: 'open' }, /whenLost is neither/],
    [{ url, whenLost: { share: 0.5 } }, /whenLost is neither/],
    [{ url, whenLost: { local: memoryLimits() } }, /share is NaN/],
    [{ url, whenLost: { local: memoryLimits(), share: 0 } }, /share is 0/],
    [{ url, whenLost: { local: memoryLimits(), share: 2 } }, /share is 2/],
    [{ ...fine, prefix: 'a{b}' }, /prefix is "a\{b\}"/],
    [{ ...fine, prefix: '' }, /prefix is ""/],
    [{ ...fine, patienceMs: 0 }, /patienceMs is 0/],
    [{ ...fine, patienceMs: Number.NaN }, /patienceMs is NaN/],
  ])('%o', (options, message) => {
    expect(thrown(options)).toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })

  test('nothing connects before the first use', () => {
    for (const one of ['redis://127.0.0.1', 'rediss://user:p%40ss@[::1]:1/15', 'redis://localhost:6379/'])
      expect(redisLimits({ ...fine, url: one, prefix: 'a.b:c-d_e' })).toHaveProperty('reserve')
  })
})

test('F65 the password stands in no error, report or inspection, encoded or not', async () => {
  const secret = 'open/sesame 3'
  // A server that says back what it is told.
  const echo = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (words) => socket.write(`-ERR not ${`${words}`.replace(/\s+/g, ' ')} ${address}\r\n`))
  })
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void echo.close())
  const address = `redis://:${encodeURIComponent(secret)}@127.0.0.1:${(echo.address() as AddressInfo).port}`
  const reports: LimitsReport[] = []
  const store = redisLimits({ url: address, whenLost: 'closed', onReport: (report) => reports.push(report) })
  const ends = await Promise.allSettled([
    store.reserve('k', { units: { n: 1 }, limits: { n: { amount: 1 } }, holdMs: 1_000 }),
    store.forget('k'),
  ])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const all = shown([ends, reports, store])
  expect(all).toContain('[redacted]')
  for (const form of [secret, encodeURIComponent(secret)]) expect(all).not.toContain(form)
})

test.each(['ERR no', 'READONLY no', 'Socket closed unexpectedly'])(
  'a report that throws harms nobody: %s',
  async (message) => {
    const fail = () => Promise.reject(new Error(message))
    let reports = 0
    const store = redisLimits({
      client: { eval: fail, evalSha: fail },
      whenLost: 'closed',
      onReport() {
        reports++
        throw new Error('the app')
      },
    })
    await expect(
      store.reserve('k', { units: { n: 1 }, limits: { n: { amount: 1 } }, holdMs: 1_000 }),
    ).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining(`Redis: ${message}`) })
    // An error of one call alone is no report.
    expect(reports).toBe(message === 'ERR no' ? 0 : 1)
  },
)
