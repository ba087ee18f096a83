import { AiuError, CATALOGUE, createClient, type ErrorCode, isAiuError, type Provider } from '@aiu/core'
import { expect, test } from 'vitest'
import { fallback } from '../../src/index.ts'
import { down, limited, put, standing, told, VERBS, well } from './support.ts'

const STAYS = ['aborted', 'invalid-request', 'configuration']
const codes = Object.keys(CATALOGUE) as ErrorCode[]

test.each(VERBS)('%s: the next one answers, and the response says who failed with what', async (verb) => {
  const backup = well('b')
  const response = await put(createClient(fallback(down('a', 'rate-limit'), backup)), verb)
  expect(response).toMatchObject({ text: 'b answers', provider: 'b', model: 'b-1' })
  expect(told(response.attempts)).toEqual(['a failed rate-limit', 'b done'])
})

test.each(codes.filter((code) => !STAYS.includes(code)))('%s: another one may mend it', async (code) => {
  const { text } = await createClient(fallback(down('a', code), well('b'))).ask('q')
  expect(text).toBe('b answers')
})

test.each(STAYS as ErrorCode[])('%s goes to the caller at once', async (code) => {
  const backup = well('b')
  const ai = createClient(fallback(down('a', code), backup))
  for (const verb of VERBS) await expect(put(ai, verb)).rejects.toMatchObject({ code })
  expect(backup.calls).toEqual([])
})

test.each(VERBS)('%s: an abort asks nobody else', async (verb) => {
  const backup = well('b')
  const ai = createClient(fallback(well('a', { text: 'late', delayMs: 60_000 }), backup))
  const caller = new AbortController()
  const asked = put(ai, verb, { signal: caller.signal })
  setTimeout(() => caller.abort(new Error('gone')), 5)
  await expect(asked).rejects.toMatchObject({ code: 'aborted', cause: new Error('gone') })
  expect(backup.calls).toEqual([])
})

test.each(VERBS)('%s: nor does a deadline that is over', async (verb) => {
  const { fake, clock } = standing()
  const backup = well('b')
  const ai = createClient(fallback({ clock }, down('a'), backup))
  await fake.advance(100)
  await expect(put(ai, verb, { deadline: 100 })).rejects.toMatchObject({ code: 'server' })
  expect(backup.calls).toEqual([])
  expect((await put(ai, verb, { deadline: 101 })).text).toBe('b answers')
})

test('a stream goes over only before its first event', async () => {
  const backup = well('b')
  const cut = createClient(fallback(down('a', 'interrupted'), backup))
  expect((await cut.stream('q').response).text).toBe('b answers')
  const half = createClient(fallback(well('a', { stream: ['one ', 'two'], cutAfter: 1 }), backup))
  await expect(half.stream('q').response).rejects.toMatchObject({
    code: 'interrupted',
    partial: { text: 'one ' },
  })
  expect(backup.calls).toHaveLength(1)
})

test('usage that is told early is no event that holds it', async () => {
  const early: Provider = {
    ...well('a'),
    async *stream() {
      yield { type: 'usage', usage: { inputTokens: 7, source: 'provider' } }
      throw new AiuError('server', 'Busy.')
    },
  }
  const { text, attempts } = await createClient(fallback(early, well('b'))).stream('q').response
  expect(text).toBe('b answers')
  expect(attempts[0]).toMatchObject({ code: 'server', usage: { inputTokens: 7 } })
})

test('a model that is asked for is for the first; the others use their own', async () => {
  const [first, backup] = [down('a'), well('b')]
  const ai = createClient(fallback(first, backup))
  const response = await ai.ask('q', { model: 'a-large' })
  expect(first.calls[0]?.request.model).toBe('a-large')
  expect(backup.calls[0]?.request.model).toBeUndefined()
  expect(response.model).toBe('b-1')
  expect(response.attempts.map(({ askedModel }) => askedModel)).toEqual(['a-large', 'b-1'])
})

test('every operation that all can do, and no other', async () => {
  const both = fallback(down('a'), well('b'))
  const { embeddings, provider } = await createClient(both).embed(['x', 'y'])
  expect([embeddings.length, provider]).toEqual([2, 'a'])
  const { embed: _, ...chatty } = well('c')
  const one = fallback(well('a'), chatty)
  expect('embed' in one).toBe(false)
  expect(Object.keys(one)).toEqual(expect.arrayContaining(['chat', 'stream', 'listModels']))
})

test('it tells of itself, and of its members', () => {
  const whole = fallback(well('openai'), well('groq'))
  expect(whole).toMatchObject({ name: 'fallback(openai, groq)', defaultModel: 'openai-1' })
  expect(whole.baseURL).toBeUndefined()
  expect(whole.interchangeable).toBeUndefined()
  expect(whole.members?.map(({ name }) => name)).toEqual(['openai', 'groq'])
  // The same names, other models: not the same in a cache's key.
  expect(fallback(well('openai'), { ...well('groq'), defaultModel: 'm' }).scope).not.toBe(whole.scope)
})

test('made of others made of others', async () => {
  const whole = fallback(fallback(down('a'), down('b')), well('c'))
  expect(whole.name).toBe('fallback(fallback(a, b), c)')
  const { attempts, provider } = await createClient(whole).ask('q')
  expect([told(attempts), provider]).toEqual([['a failed server', 'b failed server', 'c done'], 'c'])
})

test('a failure of one that fails in its own code is typed, and another answers', async () => {
  const broken = { ...well('a'), chat: () => Promise.reject(new TypeError('oops')) }
  const { attempts } = await createClient(fallback(broken, well('b'))).ask('q')
  expect(told(attempts)).toEqual(['a failed malformed', 'b done'])
})

test.each(VERBS)('%s: one alone fails as it would without', async (verb) => {
  const error = await put(createClient(fallback(down('a', limited(70)))), verb).catch((cause) => cause)
  expect(error).toMatchObject({ code: 'rate-limit', message: 'Slow down.', retryAfterMs: 70 })
})

const lost = (...errors: readonly (ErrorCode | AiuError)[]): Promise<AiuError> => {
  const [first, ...rest] = errors.map((error, at) => down(`p${at}`, error))
  if (!first) throw new Error('none')
  return createClient(fallback(first, ...rest))
    .ask('q')
    .catch((cause) => cause)
}

test('when all fail, the error says what each did', async () => {
  const error = await lost('authentication', 'server')
  expect(isAiuError(error, 'server')).toBe(true)
  expect(error.message).toBe(
    'None answered. p0 failed with "authentication", as the script says. p1 failed with "server", as the script says.',
  )
  expect(told(error.attempts)).toEqual(['p0 failed authentication', 'p1 failed server'])
  expect((error.cause as AggregateError).errors.map(({ code }) => code)).toEqual(['authentication', 'server'])
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 'server', provider: 'p1' })
})

test.each([
  ['all are limited: the least wait', [limited(900), limited(70), limited(500)], 'rate-limit', 70],
  ['a wait that is not told is the longest', ['rate-limit', limited(70)], 'rate-limit', 70],
  ['one is limited: it says when', ['connection', limited(70), 'server'], 'rate-limit', 70],
  ['none says when: what may pass', ['authentication', 'quota', 'timeout'], 'timeout', undefined],
  ['nothing passes: the first choice', ['quota', 'authentication'], 'quota', undefined],
] as const)('%s', async (_, errors, code, retryAfterMs) => {
  expect(await lost(...errors)).toMatchObject({ code, ...(retryAfterMs && { retryAfterMs }) })
})

test('bad input, from plain JS too', () => {
  const make = fallback as unknown as (...given: unknown[]) => unknown
  const refusal = (...given: unknown[]): string => {
    try {
      make(...given)
    } catch (error) {
      if (isAiuError(error, 'configuration')) return error.message
    }
    return 'taken'
  }
  expect(refusal()).toBe('fallback takes 1 or more providers.')
  expect(refusal({ cooldownMs: 1 })).toMatch('1 or more providers')
  expect(refusal([well('a')])).toMatch('1 or more providers')
  expect(refusal(well('a'), undefined)).toBe('fallback: number 2 is no provider.')
  expect(refusal(undefined, well('a'))).toBe('fallback: number 1 is no provider.')
  expect(refusal(fallback, well('a'))).toBe('fallback: number 1 is no provider.')
  for (const cooldownMs of [-1, Number.NaN, Infinity, '5'])
    expect(refusal({ cooldownMs }, well('a'))).toMatch(`fallback: cooldownMs is ${cooldownMs}`)
})
