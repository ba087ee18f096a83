import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DEFAULT_MODEL, local } from '../src/index.ts'
import { asked } from './support/asked.ts'
import { temporary } from './support/temporary.ts'

/** A folder with these (empty) files in it. */
function folder(...names: string[]): string {
  const path = temporary()
  for (const name of names) writeFileSync(join(path, name), '')
  return path
}
const DEFAULT_ID = DEFAULT_MODEL.file.replace('.gguf', '')

describe('the model is', () => {
  test('the one given, by path or by name', () => {
    const modelsDir = folder('a.gguf', 'b.gguf')
    const env = { AIU_LOCAL_MODEL: join(modelsDir, 'b.gguf') }
    expect(local({ model: join(modelsDir, 'a.gguf'), env }).defaultModel).toBe('a')
    expect(local({ model: 'a', modelsDir, env }).defaultModel).toBe('a')
    expect(local({ model: 'a.gguf', modelsDir, env }).defaultModel).toBe('a')
  })

  test('else the one that AIU_LOCAL_MODEL names', () => {
    const modelsDir = folder('a.gguf', 'b.gguf', DEFAULT_MODEL.file)
    expect(local({ modelsDir, env: { AIU_LOCAL_MODEL: join(modelsDir, 'b.gguf') } }).defaultModel).toBe('b')
    expect(local({ modelsDir, env: { AIU_LOCAL_MODEL: 'a' } }).defaultModel).toBe('a')
    expect(local({ modelsDir, env: { AIU_LOCAL_MODEL: ' ' } }).defaultModel).toBe(DEFAULT_ID)
  })

  test('found under ~, which no shell has replaced in a file of settings', () => {
    const HOME = folder('a.gguf')
    expect(local({ env: { HOME, AIU_LOCAL_MODEL: '~/a.gguf' }, modelsDir: '~/none' }).defaultModel).toBe('a')
    expect(local({ env: { HOME }, modelsDir: '~/' }).defaultModel).toBe('a')
  })

  test('else the default one in the folder, else the only one there', () => {
    expect(local({ modelsDir: folder('a.gguf', DEFAULT_MODEL.file), env: {} }).defaultModel).toBe(DEFAULT_ID)
    expect(local({ modelsDir: folder('a.gguf', 'notes.txt'), env: {} }).defaultModel).toBe('a')
    expect(local({ modelsDir: folder('a.gguf', 'b.gguf'), env: {} }).defaultModel).toBe(DEFAULT_ID)
    expect(local({ modelsDir: folder(), env: {} }).defaultModel).toBe(DEFAULT_ID)
  })

  test("looked for in the user's cache folder", () => {
    const cache = temporary()
    mkdirSync(join(cache, 'aiu', 'models'), { recursive: true })
    writeFileSync(join(cache, 'aiu', 'models', 'mine.gguf'), '')
    expect(local({ env: { XDG_CACHE_HOME: cache } }).defaultModel).toBe('mine')
    const home = temporary()
    expect(local({ env: { XDG_CACHE_HOME: 'relative/does/not/count', HOME: home } }).defaultModel).toBe(
      DEFAULT_ID,
    )
  })

  test('looked for at first use, not when the provider is made', () => {
    const modelsDir = folder()
    const env: Record<string, string> = {}
    const provider = local({ modelsDir, env })
    writeFileSync(join(modelsDir, 'later.gguf'), '')
    expect(provider.defaultModel).toBe('later')
    env.AIU_LOCAL_MODEL = join(folder('named.gguf'), 'named.gguf')
    expect(provider.defaultModel).toBe('named')
  })
})

describe('a model that is not there', () => {
  const request = asked('Hi')

  test('is told by its option, with what to do', async () => {
    const path = join(temporary(), 'absent.gguf')
    await expect(local({ model: path, env: {} }).chat(request)).rejects.toMatchObject({
      code: 'configuration',
      message: `model names "${path}", but there is no such file.`,
      hint: expect.stringContaining('.gguf'),
    })
    const modelsDir = folder()
    await expect(
      local({ modelsDir, env: { AIU_LOCAL_MODEL: 'nobody' } }).chat(request),
    ).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(
        /^AIU_LOCAL_MODEL names "nobody", but there is no such file, neither here nor in /,
      ),
    })
    await expect(local({ model: modelsDir, env: {} }).chat(request)).rejects.toMatchObject({
      code: 'configuration',
    })
  })

  test('is not downloaded where that is not wanted; the ways out are told', async () => {
    const none = local({ modelsDir: folder(), env: {}, download: false })
    await expect(none.chat(request)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/^There is no model in .*, and download is false\.$/),
      hint: expect.stringMatching(/AIU_LOCAL_MODEL .*AIU_LOCAL_MODEL_URL .*pip/),
    })
    const many = local({ modelsDir: folder('a.gguf', 'b.gguf'), env: {}, download: false })
    await expect(many.chat(request)).rejects.toMatchObject({
      message: expect.stringMatching(/several models in .*: a\.gguf, b\.gguf\.$/),
    })
  })
})

test('options that cannot be meant are refused when the provider is made', () => {
  for (const [options, message] of [
    [{ contextSize: 0 }, /^contextSize is 0/],
    [{ contextSize: Number.NaN }, /^contextSize is NaN/],
    [{ threads: -1 }, /^threads is -1/],
    [{ threads: 1.5 }, /^threads is 1.5/],
    [{ parallel: 0 }, /^parallel is 0/],
    [{ model: ' ' }, /^model is an empty text/],
    [{ download: { url: 'ftp://x/y.gguf' } }, /^download\.url is not an http address/],
    [{ download: { url: 'no address' } }, /^download\.url is not an http address/],
    [
      { download: { url: 'https://me:secret@x/y.gguf' } },
      /^download\.url has a user name or password in it, which/,
    ],
    [{ download: { sha256: 'abc' } }, /^download\.sha256 is not a SHA-256/],
  ] as const)
    expect(() => local(options)).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringMatching(message) }),
    )
})
