import { ask, type ProviderSettings } from '@aiu/core'
import { type FromEnvOptions, providerFromEnv } from '@aiu/env'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeManifest } from './fake-manifest.ts'
import { closedAddress, type Loopback, loopback } from './loopback.ts'
import { thrown } from './thrown.ts'

let server: Loopback
beforeAll(async () => {
  server = await loopback({ models: ['nomic-embed-text', 'tiny-1'] })
})
afterAll(() => server.close())

const from = (env: Record<string, string>, more: FromEnvOptions = {}) =>
  providerFromEnv({ env, envFile: false, cwd: '/', packages: ['@aiu/openai-compatible'], ...more })

describe('a provider that is named', () => {
  const acme = fakeManifest('acme')
  const providers = [acme, fakeManifest('other')]
  const settingsOf = async (
    env: Record<string, string>,
    more?: FromEnvOptions,
  ): Promise<ProviderSettings> => {
    const { provider } = await from(env, { providers, ...more })
    return JSON.parse((await ask(provider, 'who?')).text)
  }

  test('gets its key, address, model and headers, and says why it answers', async () => {
    const env = {
      AI_PROVIDER: 'acme',
      AI_API_KEY: 'generic',
      ACME_API_KEY: 'own',
      ACME_MODEL: 'm',
      AI_EXTRA_HEADERS: '{"X-Title":"Mine"}',
    }
    expect(await settingsOf(env)).toEqual({ apiKey: 'own', model: 'm', headers: { 'X-Title': 'Mine' } })
    const choice = await from(env, { providers })
    expect(choice.reason).toBe('AI_PROVIDER (environment) names it')
    expect(choice.manifest.id).toBe('acme')
    expect(choice.origins.apiKey).toEqual({ level: 'environment', name: 'ACME_API_KEY' })
    expect(choice.tried).toEqual([{ id: 'acme', chosen: true, why: choice.reason }])
    expect(choice.warnings).toEqual([])
  })

  test('the generic key and address count for it', async () => {
    expect(
      await settingsOf({ AI_PROVIDER: 'ACME ', AI_API_KEY: 'k', AI_BASE_URL: 'http://127.0.0.1:9' }),
    ).toEqual({
      apiKey: 'k',
      baseURL: 'http://127.0.0.1:9',
    })
  })

  test('what code gives beats the environment', async () => {
    expect(
      await settingsOf(
        { AI_PROVIDER: 'other', ACME_API_KEY: 'no' },
        { settings: { provider: 'acme', apiKey: 'yes' } },
      ),
    ).toEqual({ apiKey: 'yes' })
  })

  test('without its key: an error that names what to set', async () => {
    const error = await thrown(from({ AI_PROVIDER: 'acme' }, { providers }))
    expect(error.code).toBe('configuration')
    expect(error.message).toBe('acme needs an API key, and none is set.')
    expect(error.hint).toContain('Get a key at acme.test.')
    expect(error.hint).toContain('AI_ACME_API_KEY, ACME_API_KEY, AI_API_KEY')
  })

  test('a key with a line break is refused, and not shown', async () => {
    const error = await thrown(
      from({ AI_PROVIDER: 'acme', ACME_API_KEY: 'geheimes-wort\nX-Evil: 1' }, { providers }),
    )
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(
      'ACME_API_KEY (environment) is a text of 23 characters, with a line break',
    )
    expect(JSON.stringify(error) + error.stack).not.toContain('geheimes')
  })

  test('an address that is none is refused', async () => {
    const error = await thrown(
      from({ AI_PROVIDER: 'acme', AI_API_KEY: 'k', ACME_BASE_URL: 'acme.test/v1' }, { providers }),
    )
    expect(error.code).toBe('configuration')
    expect(error.message).toContain('ACME_BASE_URL')
    expect(error.message).toContain('http://')
  })

  test('without a model of any kind: a warning that says how to name one', async () => {
    const warned: string[] = []
    const bare = fakeManifest('bare', { defaults: {} })
    const { warnings } = await from(
      { AI_PROVIDER: 'bare', BARE_API_KEY: 'k' },
      { providers: [bare], onWarning: ({ message }) => warned.push(message) },
    )
    expect(warned).toHaveLength(1)
    expect(warned[0]).toContain('AI_MODEL, AI_BARE_MODEL, BARE_MODEL')
    expect(warnings.map(({ message }) => message)).toEqual(warned)
  })

  test('what its maker throws is told without the key', async () => {
    const failing = fakeManifest('acme', {
      create: ({ apiKey }) => {
        throw new TypeError(`cannot use ${apiKey}`)
      },
    })
    const error = await thrown(
      from({ AI_PROVIDER: 'acme', ACME_API_KEY: 'hush-hush' }, { providers: [failing] }),
    )
    expect(error.code).toBe('configuration')
    expect(error.message).toBe('acme could not be set up: cannot use [redacted]')
    expect(error.hint).toBe('Get a key at acme.test.')
  })

  test('packages it needs are named with the command that installs them', async () => {
    const needing = fakeManifest('needing', { kind: 'process', needs: ['@nobody/has-this', 'valibot'] })
    const error = await thrown(from({ AI_PROVIDER: 'needing' }, { providers: [needing] }))
    expect(error.message).toBe('needing needs @nobody/has-this, which is not installed.')
    expect(error.hint).toBe('npm install @nobody/has-this')
  })
})

describe('a name that leads nowhere', () => {
  test('is told what there is', async () => {
    const error = await thrown(from({ AI_PROVIDER: 'Grok-4!' }))
    expect(error.code).toBe('configuration')
    expect(error.message).toBe(
      'AI_PROVIDER is grok-4!, which is neither a known provider nor the name of an installed package.',
    )
    expect(error.hint).toContain('anthropic, cerebras, deepseek')
    expect(error.hint).not.toContain('npm install')
  })

  test('may be a package that is not installed', async () => {
    const { hint } = await thrown(from({ AI_PROVIDER: 'their-provider' }))
    expect(hint).toContain('npm install their-provider')
  })

  test.each(['../evil', '/etc/passwd', 'node:fs', 'https://evil.test/x.js', 'data:text/javascript,1'])(
    '%s is no package',
    async (name) => {
      const error = await thrown(from({ AI_PROVIDER: name }))
      expect(error.code).toBe('configuration')
      expect(error.message).toContain('neither a known provider')
    },
  )

  test.each([
    ['groq', 'npm install @aiu/groq, or: npm install @aiu/openai-compatible'],
    ['LMStudio', 'npm install @aiu/openai-compatible'],
    ['local', 'npm install @aiu/local'],
  ])('%s is known, and its package is not installed', async (name, command) => {
    const error = await thrown(from({ AI_PROVIDER: name }, { packages: [] }))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain('is not installed')
    expect(error.hint).toBe(command)
  })
})

describe('servers, with the real @aiu/openai-compatible', () => {
  test.each(['openai-compatible', 'openai_compatible', 'OPENAI_COMPATIBLE'])(
    '%s by its address',
    async (name) => {
      const { provider } = await from({
        AI_PROVIDER: name,
        AI_BASE_URL: `${server.origin}/v1`,
        AI_MODEL: 'given',
      })
      expect((await ask(provider, 'who?')).text).toBe('I am given.')
    },
  )

  test.each(['lm-studio', 'lmstudio', 'LM_STUDIO'])('%s, asked for its model', async (name) => {
    const { provider, reason } = await from({ AI_PROVIDER: name, LMSTUDIO_BASE_URL: `${server.origin}/v1` })
    expect(reason).toBe('AI_PROVIDER (environment) names it')
    expect((await ask(provider, 'who?')).text).toBe('I am tiny-1.')
  })

  test('Ollama by the variable of its own', async () => {
    const { provider } = await from({
      AI_PROVIDER: 'ollama',
      OLLAMA_HOST: server.origin.slice('http://'.length),
    })
    expect((await ask(provider, 'who?')).text).toBe('I am tiny-1.')
  })

  test('one that needs an address and has none', async () => {
    const error = await thrown(from({ AI_PROVIDER: 'openai-compatible' }))
    expect(error.code).toBe('configuration')
    expect(error.hint).toContain('AI_BASE_URL')
  })

  test('one that does not answer, and was given no model', async () => {
    const baseURL = await closedAddress()
    const error = await thrown(from({ AI_PROVIDER: 'vllm', VLLM_BASE_URL: baseURL }))
    expect(error.code).toBe('configuration')
    expect(error.message).toBe(`No model is set, and vLLM does not answer at ${baseURL} to name one.`)
    expect(error.hint).toContain('VLLM_MODEL')
  })
})
