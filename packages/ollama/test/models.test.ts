import { listModels } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { loopbackServer, replayServer } from '@aiu/testing/node'
import { expect, test } from 'vitest'
import { failing } from './support/failing.ts'

const json = (body: unknown) => ({ body: JSON.stringify(body) })
const shown = (architecture: string, length: number, ...capabilities: string[]) => ({
  model_info: { 'general.architecture': architecture, [`${architecture}.context_length`]: length },
  capabilities,
})

test('each model is asked what it can do; one that does not tell is listed without', async () => {
  const told: Record<string, unknown> = {
    'a:latest': shown('llama', 8192, 'completion', 'tools'),
    'b:latest': shown('bert', 512, 'embedding'),
    'e:latest': { model_info: null, capabilities: null },
    'f:latest': {},
  }
  await using server = await loopbackServer(({ request, response }) => {
    if (request.path === '/api/tags') {
      const names = ['a:latest', 'b:latest', 'c:latest', 'd:latest', 'e:latest', 'f:latest']
      return response.end(
        JSON.stringify({ models: [...names.map((name) => ({ name, model: name })), null, {}] }),
      )
    }
    const model = `${request.body?.model}`
    if (model === 'd:latest') return response.end('<html>')
    if (!told[model]) response.writeHead(404)
    return response.end(JSON.stringify(told[model] ?? { error: 'not found' }))
  })
  expect(await listModels(ollama({ baseURL: server.origin }))).toEqual([
    { id: 'a:latest', contextLength: 8192, capabilities: ['completion', 'tools'] },
    { id: 'b:latest', contextLength: 512, capabilities: ['embedding'] },
    { id: 'c:latest' },
    { id: 'd:latest' },
    { id: 'e:latest' },
    { id: 'f:latest' },
  ])
})

test('a model of which the list tells all is not asked', async () => {
  const details = { family: 'llama', context_length: 4096 }
  await using server = await replayServer({
    routes: {
      'GET /api/tags': json({ models: [{ name: 'a', capabilities: ['completion'], details }] }),
    },
  })
  expect(await listModels(ollama({ baseURL: server.origin }))).toEqual([
    { id: 'a', contextLength: 4096, capabilities: ['completion'] },
  ])
  expect(server.requests).toHaveLength(1)
})

test('only a few are asked at a time', async () => {
  let [now, most] = [0, 0]
  const models = Array.from({ length: 30 }, (_, index) => ({ name: `m${index}` }))
  await using server = await loopbackServer(({ request, response }) => {
    if (request.path === '/api/tags') return response.end(JSON.stringify({ models }))
    most = Math.max(most, ++now)
    setTimeout(() => {
      now--
      response.end('{}')
    }, 2)
  })
  expect(await listModels(ollama({ baseURL: server.origin }))).toHaveLength(30)
  expect(most).toBeLessThanOrEqual(4)
})

test('an abort while they are asked is an abort', async () => {
  const controller = new AbortController()
  await using server = await loopbackServer(({ request, response }) => {
    if (request.path === '/api/tags') response.end(JSON.stringify({ models: [{ name: 'a' }, { name: 'b' }] }))
    else controller.abort(new Error('mine'))
  })
  const error = await failing(() =>
    listModels(ollama({ baseURL: server.origin }), { signal: controller.signal }),
  )
  expect(error.code).toBe('aborted')
  await server.quiet()
})

test.each(['{}', '[]', 'null', '<html>Sign in</html>', ''])('a list that is none: %s', async (body) => {
  await using server = await replayServer({ reply: { body } })
  expect((await failing(() => listModels(ollama({ baseURL: server.origin })))).code).toBe('malformed')
})

test('health: how long it takes, and the version', async () => {
  await using server = await replayServer({ routes: { 'GET /api/version': json({ version: '0.24.0' }) } })
  const report = await ollama({ baseURL: server.origin }).health()
  expect(report).toEqual({ ms: expect.any(Number), version: '0.24.0' })
  expect(server.requests).toHaveLength(1)
})

test('health: what answers otherwise is not Ollama', async () => {
  await using server = await replayServer({ reply: { body: '{"status":"ok"}' } })
  expect((await failing(() => ollama({ baseURL: server.origin }).health())).code).toBe('malformed')
})
