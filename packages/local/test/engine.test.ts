import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LONG } from '@aiu-tooling/support/long'
import type { LlamaOptions } from 'node-llama-cpp'
import { describe, expect, test } from 'vitest'
import { local } from '../src/index.ts'
import { asked } from './support/asked.ts'
import { forThisTest } from './support/for-this-test.ts'
import { randomModel } from './support/random-model.ts'
import { scriptedModel } from './support/scripted-model.ts'
import { temporary } from './support/temporary.ts'

const SOURCE = ['--conditions=@aiu/source', '--no-warnings']
const SCRIPT = fileURLToPath(new URL('./support/leave-early.ts', import.meta.url))
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** A model file with these bytes. */
function file(bytes: Buffer | string): string {
  const path = join(temporary(), 'model.gguf')
  writeFileSync(path, bytes)
  return path
}

describe('a file that is no model', () => {
  test.each([
    ['text', 'this is not a model'],
    ['empty', ''],
    ['a wild head', `GGUF\x03\0\0\0${'a'.repeat(60)}`],
    ['cut short', randomModel().subarray(0, 200_000)],
  ])('%s', async (_, bytes) => {
    const provider = local({ model: file(bytes), env: {}, threads: 1 })
    for (let turn = 0; turn < 2; turn++)
      await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
        name: 'ProviderConfigurationError',
        code: 'configuration',
        provider: 'local',
        message: expect.stringMatching(/^The model model does not load: ./),
        hint: expect.stringContaining('.gguf'),
      })
  })
})

describe('a context', () => {
  test.each([
    [
      'longer than the model knows',
      { contextSize: 500_000_000 },
      /^contextSize is 500000000, but .* trained on 2048/,
    ],
    [
      'larger than the memory',
      { contextSize: 2048, parallel: 200_000 },
      /^The context takes about \d+\.\d GB/,
    ],
  ])('%s is refused before it is made', async (_, options, message) => {
    const provider = local({ model: file(randomModel()), env: {}, threads: 1, ...options })
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('smaller contextSize'),
    })
  })
})

describe('the engine', () => {
  test('that is not installed is told with the command that installs it', () => {
    // The package's own files, in a place from where node-llama-cpp is not to be found.
    const folder = temporary()
    cpSync(here('../src'), join(folder, 'src'), { recursive: true })
    mkdirSync(join(folder, 'node_modules', '@aiu'), { recursive: true })
    symlinkSync(here('../../core'), join(folder, 'node_modules', '@aiu', 'core'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(folder, 'try.ts'),
      `import { local } from './src/index.ts'
       import { manifest } from './src/manifest.ts'
       const error = await local({ modelsDir: 'none' }).chat({ messages: [] }).catch((error) => error)
       const models = await local({ modelsDir: '.', model: 'src/index.ts' }).listModels({})
       console.log(JSON.stringify({ ...error.toJSON(), models: models.models, detected: await manifest.detect({}) ?? null }))`,
    )
    const { stdout, stderr } = spawnSync(process.execPath, [...SOURCE, 'try.ts'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'configuration',
      message: 'The package node-llama-cpp, which runs the model, is not installed.',
      hint: expect.stringMatching(
        /^Run: npm install --ignore-scripts --omit=optional node-llama-cpp@3\.\d+\.\d+/,
      ),
      models: [{ id: 'index.ts' }],
      detected: null,
    })
  })

  test('that does not load is told with its reason', async () => {
    const provider = local({
      model: file(randomModel()),
      env: {},
      engine: () => Promise.reject(new Error('bad ELF')),
    })
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('bad ELF'),
    })
  })

  test('without a binary for the GPU asked for says so', async () => {
    const provider = local({ model: file(randomModel()), env: {}, gpu: 'metal', threads: 1 })
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('with gpu "metal"'),
    })
  }, 120_000)

  test('is held to the threads given', async () => {
    const { getLlama, ...rest } = await import('node-llama-cpp')
    const seen: unknown[] = []
    const provider = forThisTest({
      model: file(scriptedModel(['x'])),
      engine: async () => ({
        ...rest,
        getLlama: (async (options: LlamaOptions) => {
          const llama = await getLlama(options)
          seen.push(llama.maxThreads)
          return llama
        }) as typeof getLlama,
      }),
    })
    await provider.chat(asked('Hi'))
    expect(seen).toEqual([1])
  })
})

describe('a process', () => {
  const run = (how: string) =>
    spawnSync(process.execPath, [...SOURCE, SCRIPT, how, file(randomModel())], {
      encoding: 'utf8',
      timeout: 120_000,
    })

  // A stream that is left and calls that wait: npm run test:long tries the others.
  test.each(LONG ? ['answer', 'break', 'abort', 'queue', 'embed'] : ['break', 'queue'])(
    'ends by itself after: %s',
    (how) => {
      const { status, signal, stdout, stderr } = run(how)
      expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
      expect(stdout).toBe('done\n')
    },
    120_000,
  )
})
