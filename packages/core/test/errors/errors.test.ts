import { inspect } from 'node:util'
import {
  AiuError,
  CATALOGUE,
  type ErrorCode,
  isAiuError,
  ProviderApiError,
  ProviderConfigurationError,
  ProviderError,
  ProviderRateLimitError,
} from '@aiu/core'
import { describe, expect, test, vi } from 'vitest'

const codes = Object.keys(CATALOGUE) as ErrorCode[]
/** The same package once more, as when two versions of it are installed. */
const secondCopy = async (): Promise<typeof import('@aiu/core')> => {
  vi.resetModules()
  return import('@aiu/core')
}

/** Which codes are which, told anew, so that a code that changes its class is seen. */
const own = ['invalid-request', 'aborted', 'invalid-output', 'limit', 'budget-exceeded']
const unsent = ['configuration', 'unsupported']
const classesOf = (code: ErrorCode): string[] => [
  'AiuError',
  ...(own.includes(code) ? [] : ['ProviderError']),
  ...(code === 'configuration' ? ['ProviderConfigurationError'] : []),
  ...(own.includes(code) || unsent.includes(code) ? [] : ['ProviderApiError']),
  ...(code === 'rate-limit' ? ['ProviderRateLimitError'] : []),
]
const classes = {
  AiuError,
  ProviderError,
  ProviderConfigurationError,
  ProviderApiError,
  ProviderRateLimitError,
}
const instanceOf = (error: unknown): string[] =>
  Object.entries(classes)
    .filter(([, type]) => error instanceof type)
    .map(([name]) => name)

describe('instanceof goes by the code', () => {
  test.each(codes)('%s', (code) => {
    expect(instanceOf(new AiuError(code, 'x'))).toEqual(classesOf(code))
  })

  test('of a second copy of the package too', async () => {
    const other = await secondCopy()
    expect(other.AiuError).not.toBe(AiuError)
    for (const code of codes) {
      const error = new other.AiuError(code, 'x')
      expect([code, instanceOf(error)]).toEqual([code, classesOf(code)])
      expect(isAiuError(error, code)).toBe(true)
    }
  })

  test.each([
    [new Error('x')],
    [new TypeError('x')],
    ['x'],
    [5],
    [null],
    [undefined],
    [{}],
    [{ code: 'server' }],
  ])('nothing else is one: %s', (error) => {
    expect([instanceOf(error), isAiuError(error)]).toEqual([[], false])
  })

  test('a class made of one is no wider than that', () => {
    class Mine extends AiuError {}
    const mine = new Mine('server', 'x')
    expect([mine instanceof Mine, mine instanceof AiuError]).toEqual([true, true])
    expect(new AiuError('server', 'x') instanceof Mine).toBe(false)
  })

  test('each is an Error, with a stack', () => {
    const error = new ProviderError('server', 'x')
    expect(error).toBeInstanceOf(Error)
    expect(error.stack).toContain('errors.test')
  })
})

describe('an error', () => {
  test.each(codes)('%s has a name, a hint and its code', (code) => {
    const { name, hint, message, ...more } = new AiuError(code, 'What happened.')
    expect([name, hint]).toEqual([...CATALOGUE[code]])
    expect([message, more.code]).toEqual(['What happened.', code])
    expect(String(new AiuError(code, 'What happened.'))).toBe(`${name}: What happened.`)
  })

  test('is named as on the platform when it is an abort', () => {
    expect(new AiuError('aborted', 'x').name).toBe('AbortError')
  })

  test('has what is known of it', () => {
    const fields = {
      hint: 'Do this.',
      provider: 'p',
      model: 'm',
      status: 429,
      vendorCode: 'v',
      requestId: 'r',
      retryAfterMs: 5,
      headers: { date: 'x' },
      text: 't',
      issues: [{ message: 'i' }],
    }
    expect(new AiuError('rate-limit', 'x', fields)).toMatchObject(fields)
  })

  test('keeps the catalogue’s hint where none is given', () => {
    expect(new AiuError('quota', 'x', { hint: undefined }).hint).toBe(CATALOGUE.quota[1])
  })

  test.each([[new Error('x')], ['x'], [0], [''], [false], [null]])(
    'keeps its cause, whatever it is: %s',
    (cause) => {
      expect(new AiuError('server', 'x', { cause }).cause).toBe(cause)
    },
  )

  test('has no cause where none is given', () => {
    expect('cause' in new AiuError('server', 'x')).toBe(false)
  })
})

describe('toJSON', () => {
  test('has everything but the cause and the stack, and comes back as it was', () => {
    const error = new AiuError('rate-limit', 'Wait.', {
      cause: new Error('hidden'),
      provider: 'p',
      status: 429,
      retryAfterMs: 5,
    })
    error.attempts = []
    error.partial = { text: 'half', toolCalls: [] }
    const json = JSON.stringify(error)
    expect(JSON.parse(json)).toEqual({
      '~aiu': 1,
      name: 'ProviderRateLimitError',
      code: 'rate-limit',
      message: 'Wait.',
      hint: CATALOGUE['rate-limit'][1],
      provider: 'p',
      status: 429,
      retryAfterMs: 5,
      attempts: [],
      partial: { text: 'half', toolCalls: [] },
    })
    expect(json).not.toMatch(/hidden|stack/)
  })

  test('can be looked at', () => {
    expect(inspect(new AiuError('server', 'Down.', { status: 500 }))).toMatch(/Down\.[\s\S]*status: 500/)
  })
})
