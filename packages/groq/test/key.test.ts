import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ask } from '@aiu/core'
import { groq } from '@aiu/groq'
import { expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { serving } from './support/serving.ts'

const run = promisify(execFile)

test('GROQ_API_KEY is looked up by the SDK at the first use; while there is none, each use says so', async () => {
  await using groqs = await serving()
  const { GROQ_API_KEY: _, ...env } = process.env
  const script = fileURLToPath(new URL('./support/without-key.ts', import.meta.url))
  const args = ['--conditions=@aiu/source', script, groqs.server.baseURL]
  const { stdout, stderr } = await run(process.execPath, args, { env, timeout: 120_000 })
  expect(stderr).toBe('')
  const [made, failed, answered] = JSON.parse(stdout)
  expect(made).toEqual({ readAtMaking: [] })
  expect(failed).toEqual({
    code: 'configuration',
    message: expect.stringContaining('GROQ_API_KEY'),
    hint: 'Make a key at https://console.groq.com/keys and set GROQ_API_KEY.',
  })
  expect(answered).toMatchObject({ text: 'Hello.', read: expect.arrayContaining(['GROQ_API_KEY']) })
  expect(answered.read).not.toContain('GROQ_BASE_URL')
  expect(groqs.server.requests).toHaveLength(1)
  expect(groqs.last.headers.authorization).toBe('Bearer gsk_test_from_environment_1')
}, 120_000)

test('a key of the environment with a line break in it is told without the key', async () => {
  const { GROQ_API_KEY: before } = process.env
  process.env.GROQ_API_KEY = 'gsk_test_Zq8vN3xT7wLm2RkY5uHb\nx: 1'
  try {
    const provider = groq({ baseURL: 'http://127.0.0.1:1' })
    for (const _ of ['first', 'and later']) {
      const error = await failing(() => ask(provider, 'q'))
      expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('apiKey has a') })
    }
  } finally {
    if (before === undefined) delete process.env.GROQ_API_KEY
    else process.env.GROQ_API_KEY = before
  }
})
