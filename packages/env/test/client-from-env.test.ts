import { observe } from '@aiu/core'
import { clientFromEnv, providerFromEnv } from '@aiu/env'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeManifest } from './fake-manifest.ts'
import { type Loopback, loopback } from './loopback.ts'
import { thrown } from './thrown.ts'

let server: Loopback
beforeAll(async () => {
  server = await loopback()
})
afterAll(() => server.close())

const options = (env: Record<string, string>) => ({
  env: { AI_BASE_URL: `${server.origin}/v1`, ...env },
  envFile: false as const,
  cwd: '/',
  packages: ['@aiu/openai-compatible'],
})
const last = () => server.asked.at(-1)

describe('clientFromEnv', () => {
  test('answers, with the key and the headers that were set', async () => {
    const ai = await clientFromEnv(options({ AI_API_KEY: 'k', AI_EXTRA_HEADERS: '{"X-Title":"Mine"}' }))
    const { text, provider, usage } = await ai.ask('who?')
    expect([text, provider, usage?.totalTokens]).toEqual(['I am tiny-1.', 'openai-compatible', 7])
    expect(last()?.headers).toMatchObject({ authorization: 'Bearer k', 'x-title': 'Mine' })
    expect(last()?.body).not.toHaveProperty('temperature')
    expect(last()?.body).not.toHaveProperty('max_tokens')
  })

  test('obeys temperature and maxTokens in every call, unless the call says otherwise', async () => {
    const ai = await clientFromEnv(options({ AI_TEMPERATURE: '0', AI_MAX_TOKENS: '5' }))
    await ai.ask('who?')
    expect(last()?.body).toMatchObject({ temperature: 0, max_tokens: 5 })
    await ai.ask('who?', { temperature: 1, maxTokens: undefined })
    expect(last()?.body).toMatchObject({ temperature: 1, max_tokens: 5 })
    await ai.stream('who?').response.catch(() => {})
    expect(last()?.body).toMatchObject({ stream: true, temperature: 0, max_tokens: 5 })
  })

  test('puts the layers given around it', async () => {
    const seen: string[] = []
    const ai = await clientFromEnv({
      ...options({ AI_TEMPERATURE: '0' }),
      layers: [observe({ name: 'look', start: ({ operation }) => void seen.push(operation) })],
    })
    await ai.ask('who?')
    expect(seen).toEqual(['chat'])
  })

  test('a verb the provider lacks is `unsupported`', async () => {
    const ai = await clientFromEnv({
      env: { AI_PROVIDER: 'bare' },
      envFile: false,
      providers: [fakeManifest('bare', { kind: 'process' })],
    })
    expect((await thrown(ai.embed('x'))).code).toBe('unsupported')
  })

  test('AI_USE_AI=false refuses every call, and looks for nobody', async () => {
    const before = server.asked.length
    const ai = await clientFromEnv(options({ AI_USE_AI: 'false' }))
    for (const call of [ai.ask('who?'), ai.stream('who?').response]) {
      const error = await thrown(call)
      expect([error.code, error.message]).toEqual([
        'configuration',
        'The call was not sent: AI_USE_AI is false.',
      ])
    }
    expect(server.asked.length).toBe(before)
  })
})

test('settings that nothing obeys yet are told, not ignored', async () => {
  const told: string[] = []
  const { warnings } = await providerFromEnv({
    ...options({ AI_MODEL_RPM: '60', ai_timeout: '5', AI_TEMPERATURE: '0' }),
    onWarning: ({ message }) => told.push(message),
  })
  expect(warnings.map(({ code }) => code)).toEqual(['setting-unused'])
  expect(told[0]).toContain('ai_timeout, AI_MODEL_RPM')
  expect(told[0]).not.toContain('AI_TEMPERATURE')
})

test('wrong settings stop it before anybody is asked', async () => {
  const before = server.asked.length
  const error = await thrown(clientFromEnv(options({ AI_TEMPERATURE: '9', AI_MAX_TOKENS: 'lots' })))
  expect(error.code).toBe('configuration')
  expect(error.issues).toHaveLength(2)
  expect(server.asked.length).toBe(before)
})
