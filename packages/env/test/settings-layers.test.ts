import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient, observe } from '@aiu/core'
import { clientFromEnv, providerFromEnv } from '@aiu/env'
import { redisServer, replayServer } from '@aiu/testing/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Loopback, loopback } from './loopback.ts'
import { thrown } from './thrown.ts'

let server: Loopback
let folder: string
beforeAll(async () => {
  server = await loopback()
  folder = mkdtempSync(join(tmpdir(), 'aiu-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})

/** Of this package, which sees every other one. */
const options = (env: Record<string, string>) => ({
  env: { AI_BASE_URL: `${server.origin}/v1`, ...env },
  envFile: false as const,
  cwd: new URL('..', import.meta.url).pathname,
  packages: ['@aiu/openai-compatible'],
})
const asked = async (work: () => Promise<unknown>): Promise<number> => {
  const before = server.asked.length
  await work()
  return server.asked.length - before
}

describe('a cache that settings ask for', () => {
  test('is off unless it is asked for', async () => {
    const ai = await clientFromEnv(options({}))
    expect(await asked(() => ai.ask('who?').then(() => ai.ask('who?')))).toBe(2)
  })

  test('in memory: the second question is not sent', async () => {
    const ai = await clientFromEnv(options({ AI_CACHE_ENABLED: 'true' }))
    expect(await asked(() => ai.ask('who?').then(() => ai.ask('who?')))).toBe(1)
    expect((await ai.ask('who?')).cached?.store).toBe('memory')
  })

  test('defaults of settings are in its keys', async () => {
    const path = join(folder, 'keys.sqlite')
    const at = (temperature: string) =>
      clientFromEnv(
        options({
          AI_CACHE_ENABLED: 'true',
          AI_CACHE_BACKEND: 'sqlite',
          AI_CACHE_SQLITE_PATH: path,
          AI_TEMPERATURE: temperature,
        }),
      )
    const [cold, warm] = [await at('0'), await at('0.5')]
    expect(await asked(() => cold.ask('who?'))).toBe(1)
    expect(await asked(() => warm.ask('who?'))).toBe(1)
    expect(await asked(() => cold.ask('who?'))).toBe(0)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('in Redis, with its password', async ({ skip }) => {
    await using redis = await redisServer({ password: 'p@ss word' })
    if (!redis) return skip('redis-server is missing')
    const env = {
      AI_CACHE_ENABLED: 'true',
      AI_CACHE_BACKEND: 'redis',
      AI_CACHE_REDIS_HOST: '127.0.0.1',
      AI_CACHE_REDIS_PORT: `${redis.port}`,
      AI_CACHE_REDIS_PASSWORD: 'p@ss word',
    }
    const one = await clientFromEnv(options(env))
    const other = await clientFromEnv(options(env))
    await one.ask('in Redis?')
    // The first one writes off its answer's path.
    await expect
      .poll(async () => (await other.ask('in Redis?')).cached?.store, { timeout: 120_000 })
      .toBe('redis')
  })

  test('a package that is missing is named with its install command', async () => {
    // This package with core alone beside it, as an app has it that installed no cache.
    const app = join(folder, 'app')
    cpSync(new URL('../src', import.meta.url), join(app, 'src'), { recursive: true })
    mkdirSync(join(app, 'node_modules/@aiu'), { recursive: true })
    for (const name of ['@aiu/core', 'valibot']) {
      const from = realpathSync(new URL(`../node_modules/${name}`, import.meta.url))
      symlinkSync(from, join(app, 'node_modules', name))
    }
    const code = `
      const { clientFromEnv } = await import('./src/index.ts')
      const provider = { id: 'x', kind: 'process', env: {}, defaults: {}, create: () => ({ name: 'x' }) }
      const env = { AI_PROVIDER: 'x', AI_CACHE_ENABLED: 'true', AI_CACHE_BACKEND: 'redis' }
      await clientFromEnv({ env, envFile: false, providers: [provider] }).catch((error) => console.log(JSON.stringify(error)))`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@aiu/source', '--input-type=module', '--eval', code],
      { cwd: app },
    )
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'configuration',
      message: 'The cache is enabled (redis), but @aiu/cache is not installed.',
      hint: 'npm install @aiu/cache',
    })
  })

  test('layers of the app keep their places around it', async () => {
    const { layers } = await providerFromEnv({
      ...options({ AI_CACHE_ENABLED: 'true', AI_TEMPERATURE: '0' }),
      layers: [observe({ name: 'look' }), { name: 'usage', order: 20 }, { name: 'retry', order: 70 }],
    })
    expect(layers.map(({ name }) => name)).toEqual(['settings', 'look', 'usage', 'cache', 'heal', 'retry'])
  })

  test('a cache that the app brings itself is the only one', async () => {
    const { layers, provider } = await providerFromEnv({
      ...options({ AI_CACHE_ENABLED: 'true' }),
      layers: [{ name: 'cache', order: 40 }],
    })
    expect(layers.map(({ name }) => name)).toEqual(['cache', 'heal'])
    expect(createClient(provider, ...layers)).toBeDefined()
  })
})

test('what a server refuses is healed, where @aiu/limits is installed', async () => {
  await using quirky = await replayServer({
    reply: {
      status: 400,
      body: JSON.stringify({
        error: {
          message: "Unsupported parameter: 'temperature' is not supported with this model.",
          code: 'unsupported_parameter',
        },
      }),
    },
  })
  const ai = await clientFromEnv({
    ...options({ AI_TEMPERATURE: '0' }),
    env: { AI_BASE_URL: `${quirky.origin}/v1`, AI_MODEL: 'm', AI_TEMPERATURE: '0' },
  })
  await thrown(ai.ask('who?'))
  const bodies = quirky.requests.map(({ text }) => JSON.parse(text) as object)
  expect(bodies[0]).toHaveProperty('temperature', 0)
  expect(bodies[1]).not.toHaveProperty('temperature')
})
