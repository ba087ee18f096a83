import { ask, embed, listModels, stream } from '@aiu/core'
import { openai } from '@aiu/openai'
import { manifest } from '@aiu/openai/manifest'
import { replayServer } from '@aiu/testing/node'
import OpenAI, { AzureOpenAI } from 'openai'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { failing, KEY } from '../support/failing.ts'
import { COMPLETION, RESPONSE } from '../support/sent.ts'

afterEach(() => vi.unstubAllEnvs())

const replaying = (body = RESPONSE) => replayServer({ reply: { body } })

describe('the address', () => {
  test.each([
    [undefined, 'https://api.openai.com/v1'],
    ['https://api.openai.com', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    ['https://eu.api.openai.com', 'https://eu.api.openai.com/v1'],
    ['https://x.openai.azure.com', 'https://x.openai.azure.com/openai/v1'],
    ['https://x.openai.azure.com/', 'https://x.openai.azure.com/openai/v1'],
    ['https://x.services.ai.azure.com', 'https://x.services.ai.azure.com/openai/v1'],
    ['https://x.openai.azure.com/openai/v1/', 'https://x.openai.azure.com/openai/v1'],
    ['http://127.0.0.1:8080/my/proxy/', 'http://127.0.0.1:8080/my/proxy'],
  ])('%s', (baseURL, wanted) => {
    expect(openai({ baseURL })).toMatchObject({ name: 'openai', baseURL: wanted })
  })

  test('the environment says nothing about it', async () => {
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1/elsewhere')
    await using server = await replaying()
    expect(openai().baseURL).toBe('https://api.openai.com/v1')
    await ask(openai({ baseURL: server.origin, apiKey: KEY }), 'q')
    expect(server.requests).toHaveLength(1)
  })
})

describe('options no request can be made with are refused at once, and the key is not told', () => {
  test.each<[string, object]>([
    ['no http address', { baseURL: 'ftp://a.test' }],
    ['no address', { baseURL: 'a.test' }],
    ['an empty address', { baseURL: '' }],
    ['a password', { baseURL: `https://u:${KEY}@a.test` }],
    ['a query', { baseURL: `https://a.test/v1?key=${KEY}` }],
    ['a fragment', { baseURL: `https://a.test/v1#${KEY}` }],
    ['a line break in the key', { apiKey: `${KEY}\nx` }],
    ['a line break in a header', { headers: { 'x-key': `${KEY}\r\nx: y` } }],
    ['an odd header name', { headers: { 'x key': 'a' } }],
    ['a line break in the organization', { organization: 'a\nb' }],
    ['a line break in the model', { model: 'a\nb' }],
    ['a NUL in the embedding model', { embeddingModel: 'a\0b' }],
    ['no room for a reply', { maxReplyBytes: 0 }],
    ['NaN for it', { maxReplyBytes: Number.NaN }],
    ['an unknown API', { api: 'batch' }],
    ['a client and a key', { client: new OpenAI({ apiKey: KEY }), apiKey: KEY }],
    ['a client and an address', { client: new OpenAI({ apiKey: KEY }), baseURL: 'https://a.test' }],
  ])('%s', async (_, options) => {
    expect((await failing(() => openai(options))).code).toBe('configuration')
  })

  test('a line break in the model of one request', async () => {
    const provider = openai({ apiKey: KEY })
    for (const attempt of [
      () => ask(provider, 'q', { model: 'a\nb' }),
      () => embed(provider, 'q', { model: 'a\nb' }),
    ])
      expect((await failing(attempt)).code).toBe('invalid-request')
  })
})

describe('the key', () => {
  test('is looked up at the first request, and again where it was missing', async () => {
    vi.stubEnv('OPENAI_API_KEY', undefined)
    vi.stubEnv('OPENAI_ADMIN_KEY', undefined)
    await using server = await replaying()
    const provider = openai({ baseURL: server.origin })
    for (const attempt of [() => ask(provider, 'q'), () => stream(provider, 'q').response]) {
      const error = await failing(attempt)
      expect([error.code, error.hint]).toEqual([
        'configuration',
        expect.stringContaining('https://platform.openai.com/api-keys'),
      ])
    }
    expect(server.requests).toEqual([])
    vi.stubEnv('OPENAI_API_KEY', KEY)
    await ask(provider, 'q')
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
  })

  test('one out of the environment with a line break in it is not told', async () => {
    vi.stubEnv('OPENAI_API_KEY', `${KEY}\n${KEY}`)
    const error = await failing(ask(openai({ baseURL: 'http://127.0.0.1:1' }), 'q'))
    expect([error.code, error.message]).toEqual(['configuration', expect.stringContaining('OPENAI_API_KEY')])
  })

  test('may be got anew for each request', async () => {
    await using server = await replaying()
    let n = 0
    const provider = openai({ baseURL: server.origin, apiKey: async () => `key-${++n}` })
    await ask(provider, 'q')
    await ask(provider, 'q')
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer key-1',
      'Bearer key-2',
    ])
    const broken = openai({ baseURL: server.origin, apiKey: () => Promise.reject(new Error('no vault')) })
    const error = await failing(ask(broken, 'q'))
    expect([error.code, error.message]).toEqual(['configuration', expect.stringContaining('no vault')])
    const odd = openai({ baseURL: server.origin, apiKey: async () => `${KEY}\n` })
    expect((await failing(ask(odd, 'q'))).code).toBe('configuration')
    expect(server.requests).toHaveLength(2)
  })
})

test('headers, organization and project are sent; the last two stand in the scope', async () => {
  await using server = await replaying()
  const provider = openai({
    baseURL: server.origin,
    apiKey: KEY,
    headers: { 'x-mine': 'yes' },
    organization: 'org-1',
    project: 'proj-1',
  })
  await ask(provider, 'q')
  expect(server.requests[0]?.headers).toMatchObject({
    'x-mine': 'yes',
    'openai-organization': 'org-1',
    'openai-project': 'proj-1',
  })
  expect(provider.scope).toBe('responses org-1 proj-1')
})

describe('a client that is handed in', () => {
  test('keeps its address, headers, key and fetch; its retries are off', async () => {
    await using server = await replayServer({ reply: { status: 500, body: '{"error":{"message":"Oh."}}' } })
    let through = 0
    const client = new OpenAI({
      apiKey: KEY,
      baseURL: server.baseURL,
      maxRetries: 5,
      defaultHeaders: { 'x-mine': 'yes' },
      fetch: (input, init) => {
        through++
        return fetch(input, init)
      },
    })
    const provider = openai({ client, model: 'm' })
    expect(provider.baseURL).toBe(server.baseURL)
    expect(await failing(ask(provider, 'q'))).toMatchObject({ code: 'server', status: 500 })
    expect([server.requests.length, through, client.maxRetries]).toEqual([1, 1, 5])
    expect(server.requests[0]?.headers).toMatchObject({ 'x-mine': 'yes', authorization: `Bearer ${KEY}` })
  })

  test('its own timeout is told as one', async () => {
    const slow: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const client = new OpenAI({ apiKey: KEY, timeout: 20, fetch: slow })
    expect((await failing(ask(openai({ client }), 'q'))).code).toBe('timeout')
  })
})

describe('Azure', () => {
  test('by its client: the deployment is in the path, the key in its own header', async () => {
    await using server = await replaying(COMPLETION)
    const client = new AzureOpenAI({
      endpoint: server.origin,
      apiKey: KEY,
      apiVersion: '2024-10-21',
      deployment: 'my-gpt',
    })
    const provider = openai({ client, api: 'chat', model: 'gpt-6-luna' })
    expect(provider).toMatchObject({
      name: 'openai',
      baseURL: `${server.origin}/openai`,
      scope: 'chat my-gpt 2024-10-21',
    })
    expect((await ask(provider, 'q')).text).toBe('Hi.')
    expect(server.requests[0]).toMatchObject({
      path: '/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21',
      headers: { 'api-key': KEY },
    })
  })

  test('a client with tokens of its own', async () => {
    await using server = await replaying()
    const client = new AzureOpenAI({
      endpoint: server.origin,
      azureADTokenProvider: async () => 'entra-token-1',
      apiVersion: '2025-04-01-preview',
    })
    expect((await ask(openai({ client, model: 'my-gpt' }), 'q')).text).toBe('Hi.')
    expect(server.requests[0]).toMatchObject({
      path: '/openai/responses?api-version=2025-04-01-preview',
      headers: { authorization: 'Bearer entra-token-1' },
    })
  })

  test('by its address', async () => {
    const asked: string[] = []
    const answering: typeof fetch = async (input) => {
      asked.push(`${input}`)
      return new Response(RESPONSE)
    }
    const provider = openai({
      baseURL: 'https://x.openai.azure.com',
      apiKey: KEY,
      model: 'my-gpt',
      fetch: answering,
    })
    expect((await ask(provider, 'q')).text).toBe('Hi.')
    expect(asked).toEqual(['https://x.openai.azure.com/openai/v1/responses'])
  })
})

describe('models', () => {
  const MODELS = '{"object":"list","data":[{"id":"gpt-6-luna","object":"model"},{"id":"gpt-6.1-sol"}]}'

  test('are listed, and tell that the server is there', async () => {
    await using server = await replaying(MODELS)
    const provider = openai({ baseURL: server.origin, apiKey: KEY })
    expect((await listModels(provider)).map(({ id }) => id)).toEqual(['gpt-6-luna', 'gpt-6.1-sol'])
    expect((await provider.health()).ms).toBeGreaterThan(0)
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/models',
      'GET /v1/models',
    ])
  })

  test('health fails as a call would', async () => {
    await using server = await replayServer({
      reply: { status: 401, body: `{"error":{"message":"Bad ${KEY}"}}` },
    })
    expect((await failing(openai({ baseURL: server.origin, apiKey: KEY }).health())).code).toBe(
      'authentication',
    )
    const nobody = openai({ baseURL: 'http://127.0.0.1:1', apiKey: KEY })
    expect((await failing(nobody.health())).code).toBe('connection')
    const left = AbortSignal.abort()
    expect((await failing(nobody.health({ signal: left }))).code).toBe('aborted')
  })

  test.each(['responses', 'chat'] as const)('one that is not there: the nearest names, %s', async (api) => {
    const missing = {
      status: 404,
      body: '{"error":{"message":"The model `gpt-6-lunar` does not exist","code":"model_not_found"}}',
    }
    await using server = await replayServer({
      routes: {
        'POST /v1/responses': missing,
        'POST /v1/chat/completions': missing,
        'GET /v1/models': { body: MODELS },
      },
    })
    const options = { baseURL: server.origin, apiKey: KEY, model: 'gpt-6-lunar' }
    const provider = api === 'chat' ? openai({ ...options, api }) : openai(options)
    for (const attempt of [() => ask(provider, 'q'), () => stream(provider, 'q').response]) {
      const error = await failing(attempt)
      expect(error).toMatchObject({ code: 'not-found', vendorCode: 'model_not_found' })
      expect(error.hint).toContain('Near names: gpt-6-luna')
    }
  })
})

test('the manifest makes a provider out of settings', async () => {
  await using server = await replaying()
  expect(manifest).toMatchObject({ id: 'openai', package: '@aiu/openai', kind: 'hosted' })
  const provider = await manifest.create({
    apiKey: KEY,
    baseURL: server.origin,
    model: 'm',
    headers: { 'x-mine': 'yes' },
  })
  expect((await ask(provider, 'q')).text).toBe('Hi.')
  expect(server.requests[0]?.headers).toMatchObject({ 'x-mine': 'yes', authorization: `Bearer ${KEY}` })
  expect((await manifest.create({ apiKey: KEY })).defaultModel).toBe(manifest.defaults.model)
  expect((await manifest.create({ apiKey: KEY })).baseURL).toBe(manifest.defaults.baseURL)
})
