import { ask, listModels, stream } from '@aiu/core'
import { groq } from '@aiu/groq'
import { Groq } from 'groq-sdk'
import { expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { KEY } from './support/key.ts'
import { serving } from './support/serving.ts'

test('a client given keeps its address, its headers, its key and its own fetch', async () => {
  await using groqs = await serving()
  const through: string[] = []
  const client = new Groq({
    apiKey: KEY,
    baseURL: `${groqs.server.origin}/proxy`,
    defaultHeaders: { 'x-team': 'blue' },
    defaultQuery: { region: 'eu' },
    fetch(input, init) {
      through.push(String(input))
      return fetch(input, init)
    },
  })
  const provider = groq({ client, model: 'm' })
  expect(provider.baseURL).toBe(`${groqs.server.origin}/proxy/openai/v1`)
  expect((await ask(provider, 'q')).text).toBe('Hello.')
  expect((await stream(provider, 'q').response).text).toBe('Hello.')
  await listModels(provider)
  const asked = ['chat/completions', 'chat/completions', 'models'].map(
    (path) => `/proxy/openai/v1/${path}?region=eu`,
  )
  expect(groqs.server.requests.map(({ path }) => path)).toEqual(asked)
  expect(through).toEqual(asked.map((path) => groqs.server.origin + path))
  expect(groqs.last.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-team': 'blue' })
})

test('its retries are off here, and as they were for its owner', async () => {
  await using groqs = await serving()
  groqs.server.play('F13', '503')
  const client = new Groq({ apiKey: KEY, baseURL: groqs.server.origin, maxRetries: 3 })
  const error = await failing(() => ask(groq({ client }), 'q'))
  expect(error).toMatchObject({ code: 'server', status: 503 })
  expect(groqs.server.requests).toHaveLength(1)
  expect(client.maxRetries).toBe(3)
})

test('its time limit is off: how long to wait is for layers to say', async () => {
  await using groqs = await serving()
  groqs.server.play('F40', 'before-headers')
  const client = new Groq({ apiKey: KEY, baseURL: groqs.server.origin, timeout: 20 })
  const signal = AbortSignal.timeout(300)
  const error = await failing(() => ask(groq({ client }), 'q', { signal }))
  expect(error).toMatchObject({ code: 'aborted', cause: signal.reason })
})

test('a base URL of its own that has the API path already is not given it twice', async () => {
  await using groqs = await serving()
  const client = new Groq({ apiKey: KEY, baseURL: groqs.server.baseURL })
  await ask(groq({ client }), 'q')
  expect(groqs.last.path).toBe('/openai/v1/chat/completions')
})

test.each([{ apiKey: KEY }, { baseURL: 'https://api.groq.com' }, { headers: {} }, { fetch }])(
  'beside a client no %o',
  async (options) => {
    const client = new Groq({ apiKey: KEY })
    const error = await failing(() => groq({ client, ...options }))
    expect(error).toMatchObject({
      code: 'configuration',
      message: `The client given brings its own ${Object.keys(options)[0]}: leave the option out.`,
    })
  },
)
