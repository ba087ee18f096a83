import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AiuError, isAiuError } from '@aiu/core'
import { loadSettings, parseDotenv } from '@aiu/core/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'aiu-settings-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(cwd, name), content)
const thrown = (call: () => unknown): AiuError => {
  try {
    call()
  } catch (error) {
    if (isAiuError(error)) return error
  }
  throw new Error('no AiuError was thrown')
}

describe('loadSettings', () => {
  test('explicit, environment, .env, in this order', () => {
    write('.env', 'AI_MODEL=file\nAI_TIMEOUT=7\nAI_MAX_TOKENS=5\n')
    const { settings, origins } = loadSettings({
      cwd,
      explicit: { maxTokens: 1 },
      env: { AI_TIMEOUT: '8', AI_MAX_TOKENS: '4' },
    })
    expect(settings).toMatchObject({ model: 'file', timeout: 8, maxTokens: 1, maxRetries: 2 })
    expect([origins.model, origins.timeout, origins.maxTokens, origins.maxRetries]).toEqual([
      { level: '.env', name: 'AI_MODEL' },
      { level: 'environment', name: 'AI_TIMEOUT' },
      { level: 'explicit', name: 'maxTokens' },
      { level: 'default' },
    ])
  })

  test('reads process.env at the call, and sets nothing in it', () => {
    write('.env', 'AI_TEST_ONLY=1\nAI_MODEL=file\n')
    const before = { ...process.env }
    process.env.AI_USAGE_CLIENT_ID = 'from-process'
    try {
      const { settings } = loadSettings({ cwd })
      expect(settings.usageClientId).toBe('from-process')
      expect(process.env.AI_TEST_ONLY).toBeUndefined()
    } finally {
      delete process.env.AI_USAGE_CLIENT_ID
    }
    expect({ ...process.env }).toEqual(before)
  })

  test('without a .env file, or with a folder of that name, the rest counts', () => {
    expect(loadSettings({ cwd, env: {} }).settings.provider).toBe('auto')
    mkdirSync(join(cwd, '.env'))
    expect(loadSettings({ cwd, env: {} }).settings.provider).toBe('auto')
  })

  test('another file by name; false reads none', () => {
    write('.env', 'AI_MODEL=default-file\n')
    write('prod.env', 'AI_MODEL=named\n')
    expect(loadSettings({ cwd, env: {}, envFile: 'prod.env' }).settings.model).toBe('named')
    expect(loadSettings({ cwd: '/', env: {}, envFile: join(cwd, 'prod.env') }).settings.model).toBe('named')
    expect(loadSettings({ cwd, env: {}, envFile: false }).settings.model).toBeUndefined()
  })

  test('a named file that is missing is an error, .env by name too', () => {
    const error = thrown(() => loadSettings({ cwd, env: {}, envFile: '.env' }))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(join(cwd, '.env'))
    expect(error.message).toContain('it is not there')
  })

  test('wrong values say that they stand in .env', () => {
    write('.env', 'AI_TEMPERATURE=9\n')
    expect(thrown(() => loadSettings({ cwd, env: {} })).message).toContain('AI_TEMPERATURE (.env) is "9"')
  })

  test('a file as Windows PowerShell writes it', () => {
    write('.env', Buffer.from('\uFEFFAI_MODEL=wide\r\n', 'utf16le'))
    expect(loadSettings({ cwd, env: {} }).settings.model).toBe('wide')
  })
})

describe('parseDotenv reads what dotenv reads', () => {
  test.each([
    ['a byte-order mark', '\uFEFFA=1\nB=2\n', { A: '1', B: '2' }],
    ['lines ended by CR', 'A=1\rB=2\rC=3', { A: '1', B: '2', C: '3' }],
    ['lines ended by CR LF', 'A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['spaces after export', 'export   A=1\nexport B = 2\n', { A: '1', B: '2' }],
    ['the last of two', 'A=1\nA=2\n', { A: '2' }],
    [
      'quotes and comments',
      'A=\'x # y\' # z\nB="l\\nm"\nC=a#b\nD=`q`\n',
      { A: 'x # y', B: 'l\nm', C: 'a', D: 'q' },
    ],
    ['values of several lines', 'A="1\n2"\nB=3\n', { A: '1\n2', B: '3' }],
    ['nothing', '', {}],
  ])('%s', (_, text, expected) => {
    expect(parseDotenv(text)).toEqual(expected)
  })

  test('names that objects have of their own', () => {
    const parsed = parseDotenv('__proto__=1\nconstructor=2\n')
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect(parsed.constructor).toBe('2')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
