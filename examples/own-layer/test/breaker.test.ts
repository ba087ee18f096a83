import { ask, createClient, stream, wrap } from '@aiu/core'
import { retry } from '@aiu/limits'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider, layerContract } from '@aiu/testing'
import { faultServer } from '@aiu/testing/node'
import { expect, onTestFinished, test } from 'vitest'
import { breaker } from '../src/breaker.ts'

layerContract('breaker', () => breaker())

const whole = (...given: Parameters<typeof ask>) => ask(...given)
const live = (...given: Parameters<typeof stream>) => stream(...given).response

test.each([
  ['whole', whole],
  ['as a stream', live],
])('%s: it opens, lets one look after its rest, and closes with an answer', async (_, asked) => {
  let now = 0
  let down = true
  const inner = fakeProvider(() => (down ? { error: 'server' } : 'fine'))
  const provider = wrap(inner, breaker({ failures: 2, restMs: 1_000, clock: { now: () => now } }))
  const code = () =>
    asked(provider, 'Hello').then(
      ({ text }) => text,
      (error) => error.code,
    )
  expect([await code(), await code(), await code()]).toEqual(['server', 'server', 'limit'])
  expect(inner.calls).toHaveLength(2)
  await expect(asked(provider, 'Hello')).rejects.toMatchObject({ retryAfterMs: 1_000 })
  now = 1_000
  expect([await code(), await code()]).toEqual(['server', 'limit'])
  now = 2_000
  down = false
  expect([await code(), await code()]).toEqual(['fine', 'fine'])
})

test('what is wrong with a question says nothing of the server', async () => {
  const inner = fakeProvider({ error: 'bad-request' }, { loop: true })
  const provider = wrap(inner, breaker({ failures: 1 }))
  for (const _ of [1, 2, 3])
    await expect(ask(provider, 'Hello')).rejects.toMatchObject({ code: 'bad-request' })
})

test('a dead server, really: three requests, however often it is asked', async () => {
  const server = await faultServer()
  onTestFinished(() => server.close())
  const provider = openaiCompatible({ baseURL: server.at('F15'), model: 'small' })
  const ai = createClient(provider, breaker({ failures: 3 }))
  for (let asked = 0; asked < 20; asked++) await expect(ai.ask('Hello')).rejects.toThrow()
  expect(server.requests).toHaveLength(3)
})

test('inside retry it is refused: a rest would be counted as its failures', () => {
  expect(() => wrap(fakeProvider('x'), retry(), breaker())).toThrow('put breaker before it')
})
