import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type LocalOptions, type LocalProvider, local } from '../../src/index.ts'
import { newFolder } from './temporary.ts'

/** A provider for all tests of a file, since loading takes longer than answering. */
export function withModel(bytes: Buffer, options: LocalOptions = {}): LocalProvider {
  const folder = newFolder()
  const model = join(folder, 'tiny.gguf')
  writeFileSync(model, bytes)
  const provider = local({ model, env: {}, threads: 1, ...options })
  afterAll(async () => {
    await provider.dispose()
    rmSync(folder, { recursive: true, force: true })
  })
  return provider
}
