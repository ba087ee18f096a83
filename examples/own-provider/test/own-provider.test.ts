import { join } from 'node:path'
import { type AiuError, ask, createClient, type Provider } from '@aiu/core'
import { clientFromEnv, providerFromEnv } from '@aiu/env'
import { telegraph } from '@aiu-examples/own-provider'
import { expect, test as plain } from 'vitest'
import { telegraphServer } from '../src/server.ts'

const KEY = 'telegraph-key-0123456789'
const test = plain.extend<{ server: Awaited<ReturnType<typeof telegraphServer>> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants it
  server: async ({}, use) => {
    await using server = await telegraphServer({ apiKey: KEY })
    await use(server)
  },
})

const settings = (baseURL: string, key = KEY) => ({
  env: { AI_PROVIDER: '@aiu-examples/own-provider', TELEGRAPH_URL: baseURL, TELEGRAPH_KEY: key },
  envFile: false as const,
  cwd: join(import.meta.dirname, '..'),
})
const failing = (call: Promise<unknown>): Promise<AiuError> =>
  call.then(
    () => expect.fail('it did not fail'),
    (error) => error,
  )

test('AI_PROVIDER names the package: ask', async ({ server }) => {
  const { manifest, reason } = await providerFromEnv(settings(server.baseURL))
  expect(manifest.id).toBe('telegraph')
  expect(reason).toBe('AI_PROVIDER (environment) names it')
  const ai = await clientFromEnv(settings(server.baseURL))
  expect(await ai.ask('Hello there')).toMatchObject({
    text: 'You said: Hello there',
    finishReason: 'stop',
    provider: 'telegraph',
    model: 'echo-1',
    usage: { inputTokens: 2, outputTokens: 4, source: 'provider' },
    attempts: [{ provider: 'telegraph', operation: 'chat', outcome: 'done' }],
  })
})

test('stream: the words as they come, and the same answer at the end', async ({ server }) => {
  const ai = await clientFromEnv(settings(server.baseURL))
  const answer = ai.stream('one two three', { maxTokens: 3 })
  const pieces: string[] = []
  for await (const piece of answer.textStream) pieces.push(piece)
  expect(pieces).toEqual(['You ', 'said: ', 'one '])
  expect(await answer.response).toMatchObject({ text: 'You said: one ', finishReason: 'length' })
})

test('a conversation goes on with the answer it was given', async ({ server }) => {
  const ai = createClient(telegraph({ baseURL: server.baseURL, apiKey: KEY }))
  const { message } = await ai.ask('first')
  const { text } = await ai.ask([
    { role: 'user', content: 'first' },
    message,
    { role: 'user', content: ['second'] },
  ])
  expect(text).toBe('You said: second')
})

test('abort: the caller gets the error, the server sees the client leave', async ({ server }) => {
  const ai = await clientFromEnv(settings(server.baseURL))
  const controller = new AbortController()
  const answer = ai.stream('go on', { signal: controller.signal })
  const error = await failing(
    (async () => {
      for await (const event of answer)
        if (event.type === 'text' && event.text === '... ') controller.abort(new Error('enough'))
    })(),
  )
  expect(error).toMatchObject({ name: 'AbortError', code: 'aborted', cause: new Error('enough') })
  expect(error.partial?.text).toMatch(/^You said: go on/)
  await server.left
})

test('leaving the loop closes the connection', async ({ server }) => {
  const ai = await clientFromEnv(settings(server.baseURL))
  for await (const _ of ai.stream('go on')) break
  await server.left
})

test('an answer without its end is no answer', async ({ server }) => {
  const provider = telegraph({ baseURL: server.baseURL, apiKey: KEY })
  const error = await failing(ask(provider, 'hang up'))
  expect(error).toMatchObject({ code: 'interrupted', provider: 'telegraph' })
})

test('a wrong key: told, and never repeated', async ({ server }) => {
  const wrong = 'wrong-key-9876543210'
  const ai = await clientFromEnv(settings(server.baseURL, wrong))
  const error = await failing(ai.ask('Hello'))
  expect(error).toMatchObject({ code: 'authentication', status: 401 })
  expect(error.message).toContain('I do not know this key: ')
  expect(JSON.stringify(error) + error.stack).not.toContain(wrong)
})

test('what it cannot be told is refused before anything is sent', async ({ server }) => {
  const provider: Provider = telegraph({ baseURL: server.baseURL, apiKey: KEY })
  const picture = { type: 'image', data: new Uint8Array(1) } as const
  const error = await failing(ask(provider, [{ role: 'user', content: [picture] }]))
  expect(error).toMatchObject({ code: 'unsupported', message: 'telegraph takes no image.' })
})
