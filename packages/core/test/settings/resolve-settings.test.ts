import { type AiuError, isAiuError } from '@aiu/core'
import {
  AiSettings,
  type AiSettingsInput,
  resolveSettings,
  SETTINGS,
  settingsFromEnv,
} from '@aiu/core/settings'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'

/** The error a call throws. */
const thrown = (call: () => unknown): AiuError => {
  try {
    call()
  } catch (error) {
    if (isAiuError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('without anything, the defaults', () => {
  const { settings, origins, warnings } = resolveSettings()
  expect(settings).toEqual({
    provider: 'auto',
    timeout: 30,
    maxRetries: 2,
    useAi: true,
    updateCheckDays: 30,
    usageScope: 'per_client',
    cacheEnabled: false,
    cacheBackend: 'memory',
    cacheTtlS: 3600,
    cacheMaxTemperature: 0.7,
    cacheSqliteTable: 'ai_cache',
    cacheSqliteWal: true,
    cacheSqliteBusyTimeoutMs: 50,
    cacheSqlitePruneBatch: 200,
    cacheRedisHost: 'localhost',
    cacheRedisPort: 6379,
    cacheRedisDb: 0,
    cacheRedisTls: false,
    embeddingModel: 'text-embedding-3-small',
    knowledgeEnabled: false,
    knowledgeDbPath: 'knowledge.db',
    knowledgeChunkSize: 1000,
    knowledgeChunkOverlap: 200,
    knowledgeMinChunkSize: 100,
    knowledgeMaxFileSize: 10 * 1024 * 1024,
    knowledgeUseSqliteExtension: true,
  })
  expect(Object.keys(origins)).toEqual(Object.keys(SETTINGS))
  expect(new Set(Object.values(origins).map(({ level }) => level))).toEqual(new Set(['default']))
  expect(warnings).toEqual([])
})

test('the schema says the same as the resolver', () => {
  expect(v.parse(AiSettings, {})).toEqual(settingsFromEnv({}))
  expect(v.parse(AiSettings, { temperature: 1 }).temperature).toBe(1)
  expect(v.safeParse(AiSettings, { temperature: 3 }).success).toBe(false)
  expect(v.safeParse(AiSettings, { temprature: 1 }).success).toBe(false)
})

describe('the level decides first', () => {
  const value = fc.option(fc.integer({ min: 1, max: 9999 }), { nil: undefined })
  const spelled = (name: string): fc.Arbitrary<string> =>
    fc.constantFrom(name, name.toLowerCase(), name.replace('AI_', 'Ai_'))

  test('explicit, environment, .env, default, whatever is set where', () => {
    fc.assert(
      fc.property(
        value,
        value,
        value,
        spelled('AI_CACHE_SQLITE_BUSY_TIMEOUT_MS'),
        (explicit, env, dotenv, name) => {
          const given = [explicit, env, dotenv].map((one) => one && one + 99)
          const { settings, origins } = resolveSettings({
            explicit: { cacheSqliteBusyTimeoutMs: given[0] },
            env: { [name]: given[1] === undefined ? ' ' : String(given[1]) },
            dotenv: { [name]: given[2] === undefined ? undefined : `${given[2]} ` },
          })
          const expected = given[0] ?? given[1] ?? given[2] ?? 50
          const level = ['explicit', 'environment', '.env', 'default'][
            given.findIndex((one) => one !== undefined) + (given.every((one) => one === undefined) ? 4 : 0)
          ]
          expect(settings.cacheSqliteBusyTimeoutMs).toBe(expected)
          expect(origins.cacheSqliteBusyTimeoutMs.level).toBe(level)
          expect(origins.cacheSqliteBusyTimeoutMs.name).toBe(
            level === 'explicit' ? 'cacheSqliteBusyTimeoutMs' : level === 'default' ? undefined : name,
          )
        },
      ),
    )
  })

  test('of two names, the first within a level, and the level before the name', () => {
    const both = { AI_REQUEST_TIMEOUT_S: '1.5', AI_REQUEST_TIMEOUT: '9' }
    expect(settingsFromEnv(both).requestTimeoutS).toBe(1.5)
    const mixed = resolveSettings({
      env: { AI_REQUEST_TIMEOUT: '9' },
      dotenv: { AI_REQUEST_TIMEOUT_S: '1.5' },
    })
    expect(mixed.settings.requestTimeoutS).toBe(9)
    expect(mixed.origins.requestTimeoutS).toEqual({ level: 'environment', name: 'AI_REQUEST_TIMEOUT' })
  })

  test('a value that loses is not checked', () => {
    expect(
      resolveSettings({ explicit: { temperature: 1 }, env: { AI_TEMPERATURE: 'hot' } }).settings.temperature,
    ).toBe(1)
  })

  test('unknown variables and values that are no text are ignored', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((name) => !/^ai_/i.test(name)),
          fc.anything(),
        ),
        (env) => {
          expect(settingsFromEnv(env)).toEqual(settingsFromEnv({}))
        },
      ),
    )
    expect(settingsFromEnv({ AI_MODEL: { kv: 'binding' } }).model).toBeUndefined()
  })

  test('the environment is read, never changed', () => {
    const env = Object.freeze({ AI_MODEL: 'm', AI_AUTO_SELECT_ORDER: 'groq' })
    expect(settingsFromEnv(env).model).toBe('m')
  })
})

describe('every kind of value', () => {
  const read: readonly [keyof AiSettingsInput, string, unknown][] = [
    ['provider', ' Groq ', 'groq'],
    ['autoSelectOrder', 'Ollama, groq ,,openai', ['ollama', 'groq', 'openai']],
    ['apiKey', ' sk-abc ', 'sk-abc'],
    ['model', ' llama-3.3 ', 'llama-3.3'],
    ['temperature', '.5', 0.5],
    ['temperature', '2', 2],
    ['maxTokens', '1e3', 1000],
    ['baseURL', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['extraHeaders', '{"X-Title":"Mine"}', { 'X-Title': 'Mine' }],
    ['cacheEnabled', 'YES', true],
    ['cacheEnabled', 'off', false],
    ['cacheBackend', 'SQLite', 'sqlite'],
    ['cacheTtlS', 'never', null],
    ['cacheTtlS', 'null', null],
    ['knowledgeRoots', 'docs, /srv/more docs', ['docs', '/srv/more docs']],
    ['logLevel', 'DEBUG', 'debug'],
    ['modelRpm', '10000', 10_000],
  ]
  test.each(read)('%s reads %j', (setting, text, value) => {
    const name = SETTINGS[setting].env[0]
    expect(settingsFromEnv({ [name]: text })[setting]).toEqual(value)
  })

  test('blank is unset, in code too', () => {
    expect(
      resolveSettings({ explicit: { model: ' ' }, env: { AI_MODEL: '' }, dotenv: { AI_MODEL: 'm' } }).settings
        .model,
    ).toBe('m')
    expect(settingsFromEnv({ AI_TIMEOUT: '  ' }).timeout).toBe(30)
  })

  test('an unknown log level becomes info, with a warning', () => {
    const { settings, warnings } = resolveSettings({ env: { AI_LOG_LEVEL: 'loud' } })
    expect(settings.logLevel).toBe('info')
    expect(warnings).toEqual([{ code: 'setting-replaced', message: expect.stringContaining('AI_LOG_LEVEL') }])
  })
})

describe('wrong values fail early', () => {
  const wrong: readonly [string, string, string][] = [
    ['AI_TEMPERATURE', '2.1', 'AI_TEMPERATURE (environment) is "2.1"; it must be a number from 0 to 2.'],
    ['AI_TEMPERATURE', 'hot', 'a number from 0 to 2'],
    ['AI_TEMPERATURE', 'NaN', 'a number from 0 to 2'],
    ['AI_TEMPERATURE', '0x1', 'a number from 0 to 2'],
    ['AI_MAX_TOKENS', '0', 'a whole number of at least 1 (tokens)'],
    ['AI_MAX_TOKENS', '1.5', 'a whole number of at least 1'],
    ['AI_MAX_TOKENS', '-4', 'is "-4"'],
    ['AI_TIMEOUT', 'Infinity', 'a whole number of at least 1 (s)'],
    ['AI_MAX_RETRIES', '-1', 'a whole number of at least 0'],
    ['AI_BASE_URL', 'localhost:8080', 'begins with http:// or https://'],
    ['AI_BASE_URL', 'ftp://host/v1', 'is an address that begins with ftp://'],
    ['AI_BASE_URL', 'https://', 'malformed'],
    ['AI_BASE_URL', 'https://user:geheim@host/v1', 'without a user name or password'],
    ['AI_MODEL', 'a\nb', 'is a text of 3 characters, with a line break at character 2'],
    ['AI_CACHE_BACKEND', 'disk', 'one of null, memory, sqlite, redis'],
    ['AI_CACHE_ENABLED', 'perhaps', 'true or false'],
    ['AI_CACHE_TTL_S', '0', 'or "never"'],
    ['AI_CACHE_REDIS_PORT', '70000', 'from 1 to 65535'],
    ['AI_CACHE_SQLITE_TABLE', 'select', 'no reserved word'],
    ['AI_CACHE_SQLITE_TABLE', 'a; drop', 'letters, digits and _'],
    ['AI_CACHE_SQLITE_PATH', 'a\0b', 'a path on one line'],
    ['AI_USAGE_SCOPE', 'mine', 'per_client, per_process, global'],
    ['AI_EXTRA_HEADERS', '{"X-A":1}', 'a JSON object'],
    ['AI_EXTRA_HEADERS', '["x"]', 'a JSON object'],
    ['AI_EXTRA_HEADERS', '{"X-A":"a\\nb"}', 'a JSON object'],
    ['AI_EXTRA_HEADERS', '{"X A":"a"}', 'a JSON object'],
    ['AI_EXTRA_HEADERS', 'X-A: b', 'a JSON object'],
    ['AI_KNOWLEDGE_CHUNK_OVERLAP', '1000', 'must be below knowledgeChunkSize, which is 1000'],
    ['AI_MODEL_RPM', '10001', 'from 1 to 10000'],
  ]
  test.each(wrong)('%s=%j', (name, text, words) => {
    const error = thrown(() => settingsFromEnv({ [name]: text }))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(name)
    expect(error.message).toContain(words)
    expect(error.hint).toContain(name)
    expect(error.message).not.toContain('geheim')
  })

  test('several in one error', () => {
    const error = thrown(() =>
      resolveSettings({
        explicit: { maxTokens: -1 },
        env: { AI_TEMPERATURE: '9' },
        dotenv: { ai_timeout: 'x' },
      }),
    )
    expect(error.message.split('\n')).toEqual([
      '3 settings cannot be used:',
      'AI_TEMPERATURE (environment) is "9"; it must be a number from 0 to 2.',
      'maxTokens (given in code) is -1; it must be a whole number of at least 1 (tokens).',
      'ai_timeout (.env) is "x"; it must be a whole number of at least 1 (s).',
    ])
    expect(error.issues?.map(({ path }) => path)).toEqual([['AI_TEMPERATURE'], ['maxTokens'], ['ai_timeout']])
  })

  test('limits of a model must fit each other', () => {
    expect(thrown(() => settingsFromEnv({ AI_MODEL_RPM: '1000', AI_MODEL_TPM: '9999' })).message).toContain(
      'AI_MODEL_TPM is 9999; it must be at least 10 times AI_MODEL_RPM',
    )
    expect(
      thrown(() => settingsFromEnv({ AI_MODEL_TPM: '1000', AI_MODEL_TPD: '1440001' })).message,
    ).toContain('AI_MODEL_TPD')
  })

  test('a setting that is not one, in code', () => {
    const misspelled = { temprature: 1, ['__proto__']: 1 } as AiSettingsInput
    expect(thrown(() => resolveSettings({ explicit: misspelled })).message).toContain(
      'No setting is called temprature',
    )
  })

  test('values of a wrong type, in code', () => {
    const explicit = { temperature: Number.NaN, maxTokens: '5', model: 7 } as unknown as AiSettingsInput
    const { message } = thrown(() => resolveSettings({ explicit }))
    expect(message).toContain('temperature (given in code) is NaN')
    expect(message).toContain('maxTokens (given in code) is "5"')
    expect(message).toContain('model (given in code) is 7')
  })

  test('no part of a long value is in the error, whichever variable it was put in', () => {
    const key = fc
      .string({
        unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-_'),
        minLength: 24,
        maxLength: 60,
      })
      .map((text) => `sk-${text}`)
    const names = Object.values(SETTINGS).map(({ env }) => env[0])
    fc.assert(
      fc.property(key, fc.constantFrom(...names), fc.boolean(), (secret, name, broken) => {
        const text = broken ? `${secret.slice(0, 20)}\n${secret.slice(20)}` : secret
        try {
          settingsFromEnv({ [name]: text })
        } catch (error) {
          const told = JSON.stringify(error) + String((error as Error).stack)
          for (let at = 0; at + 8 <= secret.length; at++) expect(told).not.toContain(secret.slice(at, at + 8))
        }
      }),
    )
  })
})
