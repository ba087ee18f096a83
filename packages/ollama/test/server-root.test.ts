import { ask } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { describe, expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { recording } from './support/recording.ts'

describe('a base URL in whatever form', () => {
  test.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['  ', 'http://127.0.0.1:11434'],
    ['http://host.test:11434', 'http://host.test:11434'],
    ['http://host.test:11434/', 'http://host.test:11434'],
    ['http://host.test:11434/api', 'http://host.test:11434'],
    ['http://host.test:11434/api/', 'http://host.test:11434'],
    ['http://host.test:11434/v1', 'http://host.test:11434'],
    ['http://host.test:11434/v1/', 'http://host.test:11434'],
    ['https://proxy.test/ollama', 'https://proxy.test/ollama'],
    ['https://proxy.test/ollama/api', 'https://proxy.test/ollama'],
    ['https://proxy.test/ollama/v1', 'https://proxy.test/ollama'],
    ['https://ollama.com', 'https://ollama.com'],
    ['ollama.com', 'https://ollama.com'],
    // Every form of Ollama's envconfig.Host.
    ['host.test', 'http://host.test:11434'],
    ['host.test/', 'http://host.test:11434'],
    ['host.test/ollama', 'http://host.test:11434/ollama'],
    ['host.test:1234', 'http://host.test:1234'],
    ['host.test:80', 'http://host.test'],
    ['http://host.test', 'http://host.test'],
    ['https://host.test', 'https://host.test'],
    [':1234', 'http://127.0.0.1:1234'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:1234', 'http://127.0.0.1:1234'],
    ['http://0.0.0.0:11434', 'http://127.0.0.1:11434'],
    ['::1', 'http://[::1]:11434'],
    ['[::1]', 'http://[::1]:11434'],
    ['[::1]:1337', 'http://[::1]:1337'],
    ['[::]:11434', 'http://[::1]:11434'],
    ['"127.0.0.1:11434"', 'http://127.0.0.1:11434'],
  ])('%s', async (baseURL, root) => {
    const { provider, sent } = recording({ baseURL })
    expect(provider.baseURL).toBe(root)
    await ask(provider, 'q')
    expect(new URL(sent[0]?.url ?? '').href).toBe(`${root}/api/chat`)
  })

  test.each(['http://', 'http://a b', 'a b', 'ftp://host.test', '/ollama'])(
    '%s is refused',
    async (baseURL) => {
      expect(await failing(() => ollama({ baseURL }))).toMatchObject({ code: 'configuration' })
    },
  )

  test.each(['http://me:correct-horse@host.test', 'http://host.test?a=b', 'http://host.test#a'])(
    '%s is refused, and its password not repeated',
    async (baseURL) => {
      const { code, message } = await failing(() => ollama({ baseURL }))
      expect(code).toBe('configuration')
      expect(message).not.toContain('correct-horse')
    },
  )
})

describe('other options that no request can be made with', () => {
  test.each([
    { apiKey: 'a\nb' },
    { headers: { 'x-a': 'a\r\nb' } },
    { headers: { 'x a': 'b' } },
    { model: 'a\nb' },
    { embeddingModel: 'a\0b' },
    { maxReplyBytes: 0 },
    { maxReplyBytes: Number.NaN },
  ])('%o', async (options) => {
    expect(await failing(() => ollama(options))).toMatchObject({ code: 'configuration' })
  })
})
