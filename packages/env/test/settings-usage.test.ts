import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { clientFromEnv, providerFromEnv } from '@aiu/env'
import { createUsageTracker, processUsage, usage } from '@aiu/usage'
import { sqliteUsage } from '@aiu/usage-sqlite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Loopback, loopback } from './loopback.ts'

let server: Loopback
let folder: string
beforeAll(async () => {
  server = await loopback()
  folder = mkdtempSync(join(tmpdir(), 'aiu-'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
  await server.close()
})

const options = (env: Record<string, string>) => ({
  env: { AI_BASE_URL: `${server.origin}/v1`, ...env },
  envFile: false as const,
  cwd: new URL('..', import.meta.url).pathname,
  packages: ['@aiu/openai-compatible'],
})
const layersOf = async (env: Record<string, string>, given = {}) =>
  (await providerFromEnv({ ...options(env), ...given })).layers.map(({ name }) => name)

describe('usage that settings ask to be kept', () => {
  test('is not, unless somebody says who shares it; and never twice', async () => {
    expect(await layersOf({})).not.toContain('usage')
    const layers = await layersOf({ AI_USAGE_SCOPE: 'per_client', AI_CACHE_ENABLED: 'true' })
    expect(layers.indexOf('usage')).toBeLessThan(layers.indexOf('cache'))
    expect(layers).toContain('usage')
    const own = usage(createUsageTracker())
    expect(
      (await layersOf({ AI_USAGE_SCOPE: 'per_client' }, { layers: [own] })).filter(
        (name) => name === 'usage',
      ),
    ).toEqual(['usage'])
  })

  test('of the process stands where every tracker of it finds it, by its name', async () => {
    await processUsage().clear?.()
    const ai = await clientFromEnv(options({ AI_USAGE_SCOPE: 'per_process', AI_USAGE_CLIENT_ID: 'indexer' }))
    await ai.ask('who?')
    const tracker = createUsageTracker({ store: processUsage() })
    await expect
      .poll(async () =>
        (await tracker.totals({ by: ['client'] })).map(({ client, calls }) => [client, calls]),
      )
      .toEqual([['indexer', 1]])
  })

  test('of all stands in a file of this user, readable by nobody else', async () => {
    vi.stubEnv('XDG_DATA_HOME', folder)
    const ai = await clientFromEnv(options({ AI_USAGE_SCOPE: 'global' }))
    await ai.ask('who?')
    const path = join(folder, 'aiu', 'usage.sqlite')
    await expect.poll(() => existsSync(path)).toBe(true)
    const tracker = createUsageTracker({ store: sqliteUsage({ path }) })
    await expect.poll(async () => (await tracker.totals()).calls).toBe(1)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await tracker.close()
  })

  test('is done without where its package is missing, with a word', async () => {
    const app = realpathSync(mkdtempSync(join(tmpdir(), 'aiu-')))
    try {
      mkdirSync(join(app, 'node_modules/@aiu'), { recursive: true })
      cpSync(new URL('../src', import.meta.url), join(app, 'src'), { recursive: true })
      for (const name of ['@aiu/core', 'valibot'])
        symlinkSync(
          realpathSync(new URL(`../node_modules/${name}`, import.meta.url)),
          join(app, 'node_modules', name),
        )
      const code = `
        const { clientFromEnv } = await import('./src/index.ts')
        const provider = { id: 'x', kind: 'process', env: {}, defaults: {}, create: () => ({ name: 'x' }) }
        const env = { AI_PROVIDER: 'x', AI_USAGE_SCOPE: 'global' }
        const onWarning = (warning) => console.log(JSON.stringify(warning))
        await clientFromEnv({ env, envFile: false, providers: [provider], onWarning })`
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--conditions=@aiu/source', '--input-type=module', '--eval', code],
        { cwd: app },
      )
      expect(JSON.parse(stdout)).toEqual({
        code: 'setting-unused',
        message: 'Usage is to be kept (global), but @aiu/usage is not installed: npm install @aiu/usage.',
      })
    } finally {
      rmSync(app, { recursive: true })
    }
  })
})
