import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { groq } from '@aiu/groq'
import { manifest } from '@aiu/groq/manifest'
import { expect, test } from 'vitest'
import { KEY } from './support/key.ts'

const run = promisify(execFile)

test('tells what settings need to know', () => {
  const { create, ...told } = manifest
  const { baseURL, defaultModel } = groq()
  expect(told).toEqual({
    id: 'groq',
    title: 'Groq',
    package: '@aiu/groq',
    kind: 'hosted',
    env: { apiKey: ['GROQ_API_KEY'], baseURL: ['GROQ_BASE_URL'], model: ['GROQ_MODEL'] },
    defaults: { baseURL, model: defaultModel },
    help: 'Make a key at https://console.groq.com/keys and set GROQ_API_KEY.',
  })
})

test('makes a provider out of settings', async () => {
  const settings = { apiKey: KEY, baseURL: 'http://127.0.0.1:1', model: 'm', headers: { 'x-a': 'b' } }
  const made = await manifest.create(settings)
  expect(made).toMatchObject({
    name: 'groq',
    baseURL: 'http://127.0.0.1:1/openai/v1',
    defaultModel: 'm',
  })
})

test('neither it nor the provider loads the SDK before it is used', async () => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    const { manifest } = await import('@aiu/groq/manifest')
    const early = loaded.filter((url) => /groq-sdk|openai-compatible|src.groq\\.ts/.test(url))
    await manifest.create({ baseURL: 'http://127.0.0.1:1' })
    process.stdout.write(JSON.stringify([early, loaded.filter((url) => /groq-sdk/.test(url))]))`
  const args = ['--conditions=@aiu/source', '--input-type=module', '--eval', script]
  const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname, timeout: 120_000 })
  expect(JSON.parse(stdout)).toEqual([[], []])
}, 120_000)
