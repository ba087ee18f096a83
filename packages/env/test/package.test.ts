import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ask } from '@aiu/core'
import { providerFromEnv } from '@aiu/env'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { thrown } from './thrown.ts'

let app: string
beforeEach(() => {
  app = realpathSync(mkdtempSync(join(tmpdir(), 'aiu-app-')))
})
afterEach(() => rmSync(app, { recursive: true, force: true }))

/** Writes files under the app's folder. */
const write = (files: Readonly<Record<string, string | object>>): void => {
  for (const [name, content] of Object.entries(files)) {
    const path = join(app, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** A manifest as a stranger writes it: plain JavaScript, with a word of its own for its answers. */
const source = (id: string, says: string, name = 'manifest'): string => `
  const one = {
    id: '${id}', title: '${id}', package: 'theirs', kind: 'process', env: {}, defaults: {}, help: '',
    create: () => ({
      name: '${id}',
      chat: async () => ({ parts: [{ type: 'text', text: '${says}' }], finishReason: 'stop' }),
      async *stream() {},
    }),
  }
  ${name === 'manifest' ? 'export const manifest = one' : 'export const manifests = [one, { ...one, id: "second" }]'}
`

const answerOf = async (name: string, cwd = app): Promise<string> => {
  const { provider } = await providerFromEnv({ env: { AI_PROVIDER: name }, cwd })
  return (await ask(provider, 'who?')).text
}

describe('a stranger’s package, installed beside the app', () => {
  test.each<[string, unknown]>([
    ['import alone', { './manifest': { import: './m.js' } }],
    ['default alone', { './manifest': { default: './m.js' } }],
    ['a path', { './manifest': './m.js' }],
    ['types first', { './manifest': { types: './m.d.ts', browser: null, default: './m.js' } }],
    [
      'nested conditions',
      { './manifest': { node: { require: './no.cjs', import: './m.js' }, default: './no.js' } },
    ],
    ['require first', { './manifest': { require: './no.cjs', import: './m.js' } }],
    ['a list', { './manifest': [{ 'no-such-condition': './no.js' }, './m.js'] }],
    ['a pattern', { './*': './*.js', './man*': './sub/man*.js', './other': './no.js' }],
  ])('exports: %s', async (_, exports) => {
    const file = JSON.stringify(exports).includes('sub/') ? 'sub/manifest.js' : 'm.js'
    write({
      'node_modules/its-package/package.json': { name: 'its-package', type: 'module', exports },
      [`node_modules/its-package/${file}`]: source('theirs', 'hello from theirs'),
    })
    expect(await answerOf('its-package')).toBe('hello from theirs')
  })

  test('without exports, manifest.js', async () => {
    write({
      'node_modules/its-package/package.json': { name: 'its-package', type: 'module' },
      'node_modules/its-package/manifest.js': source('theirs', 'plain'),
    })
    expect(await answerOf('its-package')).toBe('plain')
  })

  test('with a scope, in any case, from a folder further down', async () => {
    write({
      'node_modules/@they/theirs/package.json': {
        name: '@they/theirs',
        type: 'module',
        exports: { './manifest': './m.js' },
      },
      'node_modules/@they/theirs/m.js': source('theirs', 'scoped'),
      'src/deep/any.txt': '',
    })
    expect(await answerOf('@They/Theirs', join(app, 'src/deep'))).toBe('scoped')
  })

  test('as the app itself, while it is being written', async () => {
    write({
      'package.json': { name: 'its-package', type: 'module', exports: { './manifest': './m.js' } },
      'm.js': source('theirs', 'from within'),
    })
    expect(await answerOf('its-package')).toBe('from within')
  })

  test('.env may name it', async () => {
    write({
      '.env': 'AI_PROVIDER=its-package\n',
      'node_modules/its-package/package.json': {
        name: 'its-package',
        type: 'module',
        exports: { './manifest': './m.js' },
      },
      'node_modules/its-package/m.js': source('theirs', 'hello'),
    })
    const { provider, reason } = await providerFromEnv({ env: {}, cwd: app })
    expect((await ask(provider, 'who?')).text).toBe('hello')
    expect(reason).toBe('AI_PROVIDER (.env) names it')
  })

  test('takes part in auto when the app says so', async () => {
    write({
      'node_modules/its-package/package.json': {
        name: 'its-package',
        type: 'module',
        exports: { './manifest': './m.js' },
      },
      'node_modules/its-package/m.js': source('theirs', 'hello'),
    })
    const { manifest } = await providerFromEnv({ env: {}, cwd: app, packages: ['its-package'] })
    expect(manifest.id).toBe('theirs')
  })

  test('with several providers, one is named after a slash', async () => {
    write({
      'node_modules/its-package/package.json': {
        name: 'its-package',
        type: 'module',
        exports: { './manifest': './m.js' },
      },
      'node_modules/its-package/m.js': source('first', 'one of two', 'manifests'),
    })
    expect(await answerOf('its-package/second')).toBe('one of two')
    const several = await thrown(answerOf('its-package'))
    expect(several.code).toBe('configuration')
    expect(several.message).toContain('first, second')
    expect(several.hint).toContain('its-package/first, its-package/second')
    expect((await thrown(answerOf('its-package/third'))).message).toContain('no provider third')
  })

  test('a package of the house beside the app wins over a preset with its id', async () => {
    write({
      'node_modules/@aiu/groq/package.json': {
        name: '@aiu/groq',
        type: 'module',
        exports: { './manifest': './m.js' },
      },
      'node_modules/@aiu/groq/m.js': source('groq', 'the specific one'),
    })
    expect(await answerOf('groq')).toBe('the specific one')
  })
})

describe('a package that cannot be used', () => {
  const installed = (content: string, exports: unknown = { './manifest': './m.js' }): void =>
    write({
      'node_modules/its-package/package.json': { name: 'its-package', type: 'module', exports },
      'node_modules/its-package/m.js': content,
    })

  test('without the entry', async () => {
    installed('', { '.': './m.js' })
    const error = await thrown(answerOf('its-package'))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(
      'The package its-package is installed, but its entry ./manifest cannot be loaded',
    )
  })

  test('with an entry that fails', async () => {
    installed("throw new Error('half built')")
    expect((await thrown(answerOf('its-package'))).message).toContain('half built')
  })

  test('with an entry that exports something else', async () => {
    installed('export const manifest = { id: 1 }')
    const error = await thrown(answerOf('its-package'))
    expect(error.message).toContain('exports no provider manifest')
    expect(error.hint).toContain('ProviderManifest')
  })

  test('a broken package of the house does not stop the others, and is told', async () => {
    write({
      'node_modules/@aiu/groq/package.json': {
        name: '@aiu/groq',
        type: 'module',
        exports: { './manifest': './m.js' },
      },
      'node_modules/@aiu/groq/m.js': "throw new Error('half built')",
      'node_modules/its-package/package.json': {
        name: 'its-package',
        type: 'module',
        exports: { './manifest': './m.js' },
      },
      'node_modules/its-package/m.js': source('theirs', 'hello'),
    })
    const { warnings } = await providerFromEnv({
      env: { AI_PROVIDER: 'its-package' },
      cwd: app,
      packages: ['@aiu/groq', '@aiu/openai-compatible'],
    })
    expect(warnings).toEqual([{ code: 'package-broken', message: expect.stringContaining('@aiu/groq') }])
  })
})
