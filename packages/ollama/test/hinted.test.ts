import { ask, embed, listModels, stream } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { faultServer, replayServer } from '@aiu/testing/node'
import { expect, test } from 'vitest'
import { failing } from './support/failing.ts'

const answering = (status: number, error: string) =>
  replayServer({
    reply: { status, body: JSON.stringify({ error }) },
    routes: {
      'GET /api/tags': {
        body: JSON.stringify({ models: [{ name: 'llama3.2:latest' }, { name: 'qwen3:8b' }] }),
      },
    },
  })

test('nobody listens: how the server is started, and where it was looked for', async () => {
  await using server = await faultServer()
  const baseURL = new URL(server.at('F01')).origin
  const provider = ollama({ baseURL, model: 'm' })
  for (const attempt of [
    () => ask(provider, 'q'),
    () => stream(provider, 'q').response,
    () => embed(provider, 'q'),
    () => listModels(provider),
    () => provider.health(),
    async () => {
      for await (const _ of provider.pull('m'));
    },
  ]) {
    const error = await failing(attempt)
    expect(error.code).toBe('connection')
    expect(error.message).toContain('ECONNREFUSED')
    expect(error.hint).toBe(`No Ollama answers at ${baseURL}. Start it there: ollama serve.`)
  }
})

test('a model that was not pulled: the command that fetches it, and near names', async () => {
  await using server = await answering(404, "model 'llama3.1' not found")
  const provider = ollama({ baseURL: server.origin, model: 'llama3.1' })
  for (const attempt of [
    () => ask(provider, 'q'),
    () => stream(provider, 'q').response,
    () => embed(provider, 'q'),
  ]) {
    const error = await failing(attempt)
    expect(error).toMatchObject({ code: 'not-found', status: 404 })
    expect(error.message).toContain("model 'llama3.1' not found")
    expect(error.hint).toMatch(/^Fetch it: ollama pull llama3\.1\. Near names: llama3\.2:latest/)
  }
})

test('a name like none that is there: the command alone', async () => {
  await using server = await answering(404, 'model "something-else" not found, try pulling it first')
  const provider = ollama({ baseURL: server.origin })
  const error = await failing(() => ask(provider, 'q', { model: 'something-else' }))
  expect(error.hint).toBe('Fetch it: ollama pull something-else.')
})

test('an address that is no Ollama says so in its own words, not about models', async () => {
  await using server = await replayServer({ reply: { status: 404, body: '404 page not found' } })
  const error = await failing(() => ask(ollama({ baseURL: server.origin, model: 'm' }), 'q'))
  expect(error.hint).toBe('Check the model and the base URL.')
  expect(server.requests).toHaveLength(1)
})

test.each([
  ['registry.ollama.ai/library/m:latest does not support tools', /listModels/],
  ['"m" does not support thinking', /listModels/],
  ['"m" does not support chat', /listModels/],
  ['the input length exceeds the context length', /num_ctx/],
  ['invalid format: "x"; expected "json" or a valid JSON Schema object', /as the message says/],
])('%s', async (words, hint) => {
  await using server = await answering(400, words)
  const error = await failing(() => ask(ollama({ baseURL: server.origin, model: 'm' }), 'q'))
  expect(error.code).toBe('bad-request')
  expect(error.message).toContain(words)
  expect(error.hint).toMatch(hint)
})
