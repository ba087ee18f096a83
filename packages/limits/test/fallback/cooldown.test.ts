import { type AiuError, createClient, type ErrorCode } from '@aiu/core'
import { expect, test } from 'vitest'
import { fallback } from '../../src/index.ts'
import { down, limited, standing, told, VERBS, well } from './support.ts'

/** A first choice that fails, a backup, and who was asked. */
function pair(error: ErrorCode | AiuError, cooldownMs?: number) {
  const { fake, clock } = standing()
  const [first, backup] = [down('a', error), well('b')]
  const ai = createClient(fallback({ cooldownMs, clock }, first, backup))
  return { fake, first, backup, ai, ask: async () => told((await ai.ask('q')).attempts) }
}

test('one that failed comes last for five seconds', async () => {
  const { fake, ask } = pair('connection')
  expect(await ask()).toEqual(['a failed connection', 'b done'])
  await fake.advance(4_999)
  expect(await ask()).toEqual(['b done'])
  await fake.advance(1)
  expect(await ask()).toEqual(['a failed connection', 'b done'])
})

test.each([
  [limited(30_000), undefined, 30_000],
  [limited(100), undefined, 100],
  [limited(2_592_000_000), undefined, 3_600_000],
  ['server', 60_000, 60_000],
] as const)('for as long as its server, or the option, says', async (error, cooldownMs, ms) => {
  const { fake, ask, first } = pair(error, cooldownMs)
  await ask()
  await fake.advance(ms - 1)
  await ask()
  expect(first.calls).toHaveLength(1)
  await fake.advance(1)
  await ask()
  expect(first.calls).toHaveLength(2)
})

test('0 means none', async () => {
  const { ask, first } = pair('server', 0)
  await ask()
  await ask()
  expect(first.calls).toHaveLength(2)
})

test.each(['connection', 'timeout', 'rate-limit', 'quota', 'server', 'authentication', 'malformed'] as const)(
  '%s is about the member',
  async (code) => {
    const { ask, first } = pair(code)
    await ask()
    await ask()
    expect(first.calls).toHaveLength(1)
  },
)

test.each(['bad-request', 'not-found', 'too-large', 'unsupported', 'limit', 'budget-exceeded'] as const)(
  '%s is about the question: the next one may do better',
  async (code) => {
    const { ask, first } = pair(code)
    await ask()
    await ask()
    expect(first.calls).toHaveLength(2)
  },
)

test('when all are in cooldown, they are asked in order', async () => {
  const { clock } = standing()
  const ai = createClient(fallback({ clock }, down('a'), down('b')))
  for (const _ of VERBS) {
    const { attempts } = await ai.ask('q').catch((error) => error)
    expect(told(attempts)).toEqual(['a failed server', 'b failed server'])
  }
})

test('one in cooldown is the last resort', async () => {
  const { clock } = standing()
  let asked = 0
  const first = { ...well('a'), chat: well('a', 'a is back').chat }
  const flaky = {
    ...first,
    chat: (request: Parameters<typeof first.chat>[0]) => (asked++ ? first : down('a')).chat(request),
  }
  let called = 0
  const backup = {
    ...well('b'),
    chat: (request: Parameters<typeof first.chat>[0]) => (called++ ? down('b') : well('b')).chat(request),
  }
  const ai = createClient(fallback({ clock }, flaky, backup))
  expect(told((await ai.ask('q')).attempts)).toEqual(['a failed server', 'b done'])
  expect(told((await ai.ask('q')).attempts)).toEqual(['b failed server', 'a done'])
})

test('a stream cut after its first event is not asked again; the next question goes elsewhere', async () => {
  const { clock } = standing()
  const first = well('a', { stream: ['one ', 'two'], cutAfter: 1 })
  const ai = createClient(fallback({ clock }, first, well('b')))
  await expect(ai.stream('q').response).rejects.toMatchObject({ code: 'interrupted' })
  expect(told((await ai.ask('q')).attempts)).toEqual(['b done'])
})

test('one whose caller left is well', async () => {
  const { clock } = standing()
  const first = well('a', { stream: ['one ', 'two'], everyMs: 1 })
  const ai = createClient(fallback({ clock }, first, well('b')))
  for await (const _ of ai.stream('q').textStream) break
  expect(told((await ai.ask('q')).attempts)).toEqual(['a done'])
})

test('100 calls at one that is dead cost one request to it', async () => {
  const { ask, first, backup } = pair('connection')
  for (let call = 0; call < 100; call++) await ask()
  expect([first.calls.length, backup.calls.length]).toEqual([1, 100])
})
