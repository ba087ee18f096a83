import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { DEFAULT_MODEL } from '../src/index.ts'
import { manifest } from '../src/manifest.ts'
import { asked, textOf } from './support/asked.ts'
import { fileServer, sendFile } from './support/file-server.ts'
import { scriptedModel } from './support/scripted-model.ts'
import { temporary } from './support/temporary.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** The environment of a user who has nothing yet. */
function freshUser(): string {
  const cache = temporary()
  vi.stubEnv('XDG_CACHE_HOME', cache)
  vi.stubEnv('AIU_LOCAL_MODEL', undefined)
  vi.stubEnv('AIU_LOCAL_MODEL_URL', undefined)
  return cache
}

describe('the manifest', () => {
  test('says what it is', () => {
    const { create, detect, ...rest } = manifest
    expect(rest).toMatchObject({
      id: 'local',
      package: '@aiu/local',
      kind: 'process',
      env: { model: ['AIU_LOCAL_MODEL'] },
      needs: ['node-llama-cpp'],
    })
  })

  test('detects a model that is there, by settings, by environment, in the cache folder', async () => {
    freshUser()
    const path = join(temporary(), 'mine.gguf')
    writeFileSync(path, '')
    expect(await manifest.detect?.({ model: path })).toEqual({
      reason: 'mine runs in this process (named by its path)',
      settings: { model: path },
    })
    vi.stubEnv('AIU_LOCAL_MODEL', path)
    expect(await manifest.detect?.({})).toMatchObject({ reason: expect.stringContaining('AIU_LOCAL_MODEL') })
  })

  test('detects that one would be downloaded, and downloads nothing', async () => {
    const cache = freshUser()
    expect(await manifest.detect?.({})).toEqual({
      reason: expect.stringMatching(
        /^SmolLM2-135M-Instruct runs in this process, once it is downloaded to .*\(about 100 MB\)$/,
      ),
    })
    expect(existsSync(join(cache, 'aiu'))).toBe(false)
  })

  test('detects nothing where a model is named that is not there', async () => {
    freshUser()
    expect(await manifest.detect?.({ model: '/nowhere/x.gguf' })).toBeUndefined()
  })

  test('creates a provider that tells its progress in a few lines', async () => {
    const cache = freshUser()
    const model = scriptedModel(['Made'])
    const server = await fileServer((request, response) => sendFile(request, response, model))
    vi.stubEnv('AIU_LOCAL_MODEL_URL', `${server.url}/made.gguf`)
    const lines: string[] = []
    const provider = await manifest.create({ onProgress: (line) => lines.push(line) })
    expect(lines).toEqual([])
    expect(textOf(await provider.chat(asked('Hi')))).toBe('Made')
    expect(existsSync(join(cache, 'aiu', 'models', 'made.gguf'))).toBe(true)
    expect(lines[0]).toMatch(/^Downloading made from /)
    expect(lines.at(-1)).toBe('Loading made')
    expect(lines.length).toBeLessThan(16)
    expect(DEFAULT_MODEL.url).toMatch(/^https:/)
  })
})
