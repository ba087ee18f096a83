import { ask, stream } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { replayServer } from '@aiu/testing/node'
import { Ollama } from 'ollama/browser'
import { expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { KEY } from './support/key.ts'
import { recorder, type Sent } from './support/recording.ts'

const DONE = { model: 'm', message: { content: 'Hello.' }, done: true, done_reason: 'stop' }

test('a client brings its host, its headers and its fetch', async () => {
  const sent: Sent[] = []
  const headers = new Headers({ authorization: `Bearer ${KEY}`, 'x-team': 'a' })
  const client = new Ollama({ host: 'https://proxy.test/ollama', headers, ...recorder(sent, DONE) })
  const provider = ollama({ client, model: 'm' })
  expect(provider.baseURL).toBe('https://proxy.test/ollama')
  expect((await ask(provider, 'q')).text).toBe('Hello.')
  expect((await stream(provider, 'q').response).text).toBe('Hello.')
  for (const { url, headers: got } of sent) {
    expect(new URL(url).href).toBe('https://proxy.test/ollama/api/chat')
    expect([got.get('authorization'), got.get('x-team')]).toEqual([`Bearer ${KEY}`, 'a'])
  }
})

test('one without any of them asks where it would by itself', () => {
  expect(ollama({ client: new Ollama() }).baseURL).toBe('http://127.0.0.1:11434')
})

test('its key stands in no error', async () => {
  await using server = await replayServer({
    reply: { status: 401, body: JSON.stringify({ error: `unauthorized: ${KEY}` }) },
  })
  const client = new Ollama({ host: server.origin, headers: { authorization: `Bearer ${KEY}` } })
  const error = await failing(() => ask(ollama({ client, model: 'm' }), 'q'))
  expect(error.code).toBe('authentication')
  expect(error.message).toContain('[redacted]')
})

test.each([{ apiKey: 'k' }, { baseURL: 'http://host.test' }, { headers: {} }, { fetch }])(
  'what the client brings is not given beside it: %o',
  async (option) => {
    const error = await failing(() => ollama({ client: new Ollama(), ...option }))
    expect(error).toMatchObject({ code: 'configuration' })
    expect(error.message).toContain(Object.keys(option)[0])
  },
)

test('the client given is left alone: its abort() ends none of our calls', async () => {
  await using server = await replayServer({
    reply: {
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify({ ...DONE, done: false, done_reason: undefined })}\n${JSON.stringify(DONE)}\n`,
    },
    pace: 'bytes',
  })
  const client = new Ollama({ host: server.origin })
  const answer = stream(ollama({ client, model: 'm' }), 'q')
  for await (const _ of answer.textStream) client.abort()
  expect((await answer.response).text).toBe('Hello.Hello.')
})
