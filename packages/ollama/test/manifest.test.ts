import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ask, type ProviderSettings } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { manifest } from '@aiu/ollama/manifest'
import { ollamaWire } from '@aiu/testing'
import { faultServer, loopbackServer, replayServer } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'

const detect = (settings: ProviderSettings) => manifest.detect?.(settings)
const tags = (...models: readonly object[]) =>
  replayServer({ routes: { 'GET /api/tags': { body: JSON.stringify({ models }) } } })

test.each(['manifest', 'index'])('importing %s loads no client', async (entry) => {
  const script = `
    import { registerHooks } from 'node:module'
    const seen = []
    registerHooks({
      resolve(name, context, next) {
        seen.push(name)
        return next(name, context)
      },
    })
    await import(${JSON.stringify(new URL(`../src/${entry}.ts`, import.meta.url).href)})
    process.stdout.write(JSON.stringify(seen))`
  const flags = ['--conditions=@aiu/source', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags)
  const seen: string[] = JSON.parse(stdout)
  expect(seen).toContain('./server-root.ts')
  expect(seen.filter((name) => /^ollama|fetch/.test(name))).toEqual([])
})

test('what settings are told', () => {
  expect(manifest).toMatchObject({
    id: 'ollama',
    package: '@aiu/ollama',
    kind: 'server',
    defaults: { baseURL: ollama().baseURL },
  })
  expect(manifest.env.baseURL).toContain('OLLAMA_HOST')
  expect(manifest.env.model).toEqual(['OLLAMA_MODEL'])
})

test('create makes a provider of settings, in the forms of OLLAMA_HOST', async () => {
  await using server = await faultServer({ wire: ollamaWire })
  const { host } = new URL(server.origin)
  const provider = await manifest.create({
    baseURL: host,
    model: 'm',
    headers: { 'x-team': 'a' },
    apiKey: 'k',
  })
  expect((await ask(provider, 'q')).text).toBe('Hello.')
  expect(server.requests[0]).toMatchObject({ headers: { 'x-team': 'a', authorization: 'Bearer k' } })
})

describe('detect', () => {
  test('the first model that can chat', async () => {
    await using server = await tags(
      { name: 'nomic-embed-text:latest' },
      { name: 'all-minilm:latest' },
      { name: 'mine:latest', details: { family: 'nomic-bert' } },
      { name: 'far:cloud', remote_host: 'https://ollama.com' },
      { name: 'vectors:latest', capabilities: ['embedding'] },
      { name: 'llama3.2:latest', details: { family: 'llama' } },
    )
    expect(await detect({ baseURL: `${server.origin}/v1` })).toEqual({
      reason: `Ollama answers at ${server.origin}`,
      settings: { baseURL: server.origin, model: 'llama3.2:latest' },
    })
  })

  test('the model of the settings, with their key and headers', async () => {
    await using server = await tags({ name: 'a' })
    const settings = { baseURL: server.origin, model: 'b', apiKey: 'k', headers: { 'x-team': 'a' } }
    expect(await detect(settings)).toMatchObject({ settings: { model: 'b' } })
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer k', 'x-team': 'a' })
  })

  test('no model that can chat, no server, another server, no address', async () => {
    await using none = await tags({ name: 'bge-m3' }, {})
    await using other = await replayServer({ reply: { body: '<html>' } })
    await using faulty = await faultServer()
    for (const baseURL of [none.origin, other.origin, new URL(faulty.at('F01')).origin, 'http://a b'])
      expect(await detect({ baseURL }), baseURL).toBeUndefined()
  })

  test('no longer than the patience of the signal', async () => {
    await using server = await loopbackServer(() => {})
    expect(await detect({ baseURL: server.origin, signal: AbortSignal.timeout(30) })).toBeUndefined()
    await server.quiet()
  })
})
