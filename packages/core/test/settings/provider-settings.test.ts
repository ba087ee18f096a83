import { type AiuError, isAiuError, type ProviderManifest } from '@aiu/core'
import { explainSettings, mask, namesFor, providerSettings, resolveSettings } from '@aiu/core/settings'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Known = Pick<ProviderManifest, 'id' | 'env' | 'defaults'>
const groq: Known = {
  id: 'groq',
  env: { apiKey: ['GROQ_API_KEY'], baseURL: ['GROQ_BASE_URL'], model: ['GROQ_MODEL'] },
  defaults: { baseURL: 'https://groq.test/v1', model: 'default-model' },
}
const ollama: Known = {
  id: 'ollama',
  env: { baseURL: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'] },
  defaults: { baseURL: 'http://127.0.0.1:11434/v1' },
}

const thrown = (call: () => unknown): AiuError => {
  try {
    call()
  } catch (error) {
    if (isAiuError(error)) return error
  }
  throw new Error('no AiuError was thrown')
}

test('names, the strongest first', () => {
  expect(namesFor(groq, 'apiKey')).toEqual(['AI_GROQ_API_KEY', 'GROQ_API_KEY', 'AI_API_KEY'])
  expect(namesFor(groq, 'baseURL')).toEqual(['AI_GROQ_BASE_URL', 'GROQ_BASE_URL', 'AI_BASE_URL'])
  expect(namesFor(groq, 'model')).toEqual(['AI_MODEL', 'AI_GROQ_MODEL', 'GROQ_MODEL'])
  expect(namesFor({ id: 'lm-studio', env: { apiKey: ['LMSTUDIO_API_KEY'] } }, 'apiKey')).toEqual([
    'AI_LM_STUDIO_API_KEY',
    'AI_LMSTUDIO_API_KEY',
    'LMSTUDIO_API_KEY',
    'AI_API_KEY',
  ])
})

describe.each(['apiKey', 'baseURL', 'model'] as const)('%s', (what) => {
  const names = namesFor(groq, what)
  const text = (label: string): string => (what === 'baseURL' ? `https://${label}.test/v1` : label)
  const present = fc.record({
    explicit: fc.boolean(),
    environment: fc.subarray([...names]),
    dotenv: fc.subarray([...names]),
    lower: fc.boolean(),
  })

  test('by level, then by name, whatever is set where', () => {
    fc.assert(
      fc.property(present, ({ explicit, environment, dotenv, lower }) => {
        const spell = (name: string): string => (lower ? name.toLowerCase() : name)
        const variables = (level: string, set: readonly string[]): Record<string, string> =>
          Object.fromEntries(
            names.map((name, at) => [spell(name), set.includes(name) ? text(`${level}-${at}`) : '']),
          )
        const resolved = resolveSettings({
          explicit: { [what]: explicit ? text('explicit') : undefined },
          env: variables('environment', environment),
          dotenv: variables('dotenv', dotenv),
        })
        const { settings, origins } = providerSettings(resolved, groq)
        const inEnvironment = names.findIndex((name) => environment.includes(name))
        const inDotenv = names.findIndex((name) => dotenv.includes(name))
        const [value, level, name] = explicit
          ? [text('explicit'), 'explicit', what]
          : inEnvironment >= 0
            ? [text(`environment-${inEnvironment}`), 'environment', spell(names[inEnvironment] ?? '')]
            : inDotenv >= 0
              ? [text(`dotenv-${inDotenv}`), '.env', spell(names[inDotenv] ?? '')]
              : [what === 'apiKey' ? undefined : groq.defaults[what], 'default', undefined]
        expect(settings[what]).toBe(value)
        expect(origins[what]).toEqual(name === undefined ? { level } : { level, name })
      }),
    )
  })
})

test('names that say nothing of a vendor can be left out', () => {
  const resolved = resolveSettings({
    explicit: { baseURL: 'https://mine.test' },
    env: { AI_API_KEY: 'for-another', AI_MODEL: 'm' },
    dotenv: { GROQ_API_KEY: 'own' },
  })
  expect(providerSettings(resolved, groq, { generic: [] }).settings).toEqual({
    apiKey: 'own',
    baseURL: 'https://groq.test/v1',
    model: 'm',
  })
  expect(providerSettings(resolved, groq).settings.apiKey).toBe('for-another')
})

test('headers go to every provider', () => {
  const resolved = resolveSettings({ env: { AI_EXTRA_HEADERS: '{"X-Title":"Mine"}' } })
  const { settings, origins } = providerSettings(resolved, groq)
  expect(settings.headers).toEqual({ 'X-Title': 'Mine' })
  expect(origins.headers).toEqual({ level: 'environment', name: 'AI_EXTRA_HEADERS' })
})

test('a vendor’s values are checked, and named as they were set', () => {
  const resolved = resolveSettings({ env: { groq_api_key: 'gsk-12345678\n', GROQ_BASE_URL: 'groq.test' } })
  const error = thrown(() => providerSettings(resolved, groq))
  expect(error.code).toBe('configuration')
  expect(error.message).toContain(
    'groq_api_key (environment) is a text of 13 characters, with a line break at character 13',
  )
  expect(error.message).toContain('GROQ_BASE_URL (environment) is a text of 9 characters')
  expect(error.message).not.toContain('gsk-1234')
})

test.each([
  ['127.0.0.1:11434', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  [':8080', 'http://127.0.0.1:8080'],
  ['[::1]:9000', 'http://[::1]:9000'],
  ['box.test', 'http://box.test:11434'],
  ['http://box.test', 'http://box.test'],
  ['https://box.test:8443', 'https://box.test:8443'],
])('OLLAMA_HOST may leave out the scheme: %s', (host, address) => {
  expect(providerSettings(resolveSettings({ env: { OLLAMA_HOST: host } }), ollama).settings.baseURL).toBe(
    address,
  )
})

describe('explainSettings', () => {
  const resolved = resolveSettings({
    explicit: { temperature: 0 },
    env: {
      GROQ_API_KEY: 'gsk_0123456789abcdefWXYZ',
      AI_EXTRA_HEADERS: '{"Authorization":"Bearer very-long-secret-1234"}',
    },
    dotenv: { ai_model: 'm', AI_CACHE_TTL_S: 'never', AI_CACHE_REDIS_PASSWORD: 'short' },
  })
  const rows = Object.fromEntries(explainSettings(resolved, groq).map((row) => [row.setting, row]))

  test('tells value, level and name', () => {
    expect(rows.temperature).toEqual({
      setting: 'temperature',
      value: '0',
      level: 'explicit',
      name: 'temperature',
    })
    expect(rows.model).toEqual({ setting: 'model', value: 'm', level: '.env', name: 'ai_model' })
    expect(rows.baseURL).toEqual({ setting: 'baseURL', value: 'https://groq.test/v1', level: 'default' })
    expect(rows.cacheTtlS).toEqual({
      setting: 'cacheTtlS',
      value: 'never',
      level: '.env',
      name: 'AI_CACHE_TTL_S',
    })
    expect(rows.maxTokens).toEqual({ setting: 'maxTokens', level: 'default' })
  })

  test('masks secrets to four characters at most', () => {
    expect(rows.apiKey?.value).toBe('****WXYZ')
    expect(rows.cacheRedisPassword?.value).toBe('****')
    expect(rows.extraHeaders?.value).toBe('Authorization: ****1234')
    fc.assert(
      fc.property(fc.string(), (secret) => {
        const shown = mask(secret)
        expect(shown.length).toBeLessThanOrEqual(8)
        expect(secret.length >= 16 || shown === '****').toBe(true)
      }),
    )
  })

  test('without a manifest, the general settings alone', () => {
    expect(explainSettings(resolved).find(({ setting }) => setting === 'apiKey')).toEqual({
      setting: 'apiKey',
      level: 'default',
    })
  })
})
