import { ask, type ProviderManifest } from '@aiu/core'
import { type FromEnvOptions, type ProviderChoice, providerFromEnv } from '@aiu/env'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeManifest } from './fake-manifest.ts'
import { closedAddress, type Loopback, loopback } from './loopback.ts'
import { thrown } from './thrown.ts'

let server: Loopback
let closed: string
beforeAll(async () => {
  server = await loopback()
  closed = await closedAddress()
})
afterAll(() => server.close())

/** Without the house's packages, whose servers might really run on this machine. */
const from = (
  env: Record<string, string>,
  providers: readonly ProviderManifest[],
  more: FromEnvOptions = {},
): Promise<ProviderChoice> =>
  providerFromEnv({ env, envFile: false, cwd: '/', packages: [], providers, ...more })

const hosted = (id: string): ProviderManifest => fakeManifest(id)
const running = (id: string): ProviderManifest =>
  fakeManifest(id, { kind: 'server', found: { reason: `${id} answers`, settings: { model: 'found' } } })
const down = (id: string): ProviderManifest => fakeManifest(id, { kind: 'server', found: undefined })
const inProcess = (id: string, found: boolean): ProviderManifest =>
  fakeManifest(id, { kind: 'process', found: found ? { reason: 'the model is there' } : undefined })
/** The package with the real presets; only what a test names is asked. */
const real: FromEnvOptions = { packages: ['@aiu/openai-compatible'] }

describe('who is taken', () => {
  const everyone = [hosted('aa'), running('bb'), inProcess('cc', true)]

  test('a key before a server that answers, a server before a model in the process', async () => {
    const one = await from({ AA_API_KEY: 'k' }, everyone)
    expect([one.manifest.id, one.reason]).toEqual(['aa', 'AA_API_KEY (environment) is set'])
    const two = await from({}, everyone)
    expect([two.manifest.id, two.reason]).toEqual(['bb', 'bb answers'])
    expect(two.provider.defaultModel).toBe('found')
    const three = await from({}, [hosted('aa'), down('bb'), inProcess('cc', true)])
    expect([three.manifest.id, three.reason]).toEqual(['cc', 'the model is there'])
    expect(three.tried.map(({ id, chosen }) => [id, chosen])).toEqual([
      ['bb', false],
      ['cc', true],
    ])
  })

  test('a model that was set beats the one a server names', async () => {
    const { provider } = await from({ AI_MODEL: 'mine' }, [running('bb')])
    expect(provider.defaultModel).toBe('mine')
  })

  test('of several with keys, the first by the usual order', async () => {
    const env = { OPENAI_API_KEY: 'o', GROQ_API_KEY: 'g', MISTRAL_API_KEY: 'm' }
    const { manifest, provider } = await from(env, [], real)
    expect(manifest.id).toBe('groq')
    expect(provider.name).toBe('groq')
  })

  test('of a list of one’s own, the first that can be used', async () => {
    const env = { AI_AUTO_SELECT_ORDER: 'dd, BB,aa', AA_API_KEY: 'k' }
    const providers = [...everyone, down('dd')]
    expect((await from(env, providers)).manifest.id).toBe('bb')
    expect((await from({ ...env, AI_AUTO_SELECT_ORDER: 'dd,aa' }, providers)).manifest.id).toBe('aa')
  })

  test('a list of which nobody can be used is an error that says why, even where others could', async () => {
    const error = await thrown(from({ AI_AUTO_SELECT_ORDER: 'aa,dd' }, [...everyone, down('dd')]))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain('None of AI_AUTO_SELECT_ORDER can be used')
    expect(error.message).toContain('aa: no key is set (AI_AA_API_KEY, AA_API_KEY)')
    expect(error.message).toContain('dd: nothing usable answers at https://dd.test/v1')
  })

  test('a list with a name that nobody has is an error; one that is not installed is passed by', async () => {
    const wrong = await thrown(from({ AI_AUTO_SELECT_ORDER: 'aa,gorq!' }, everyone))
    expect(wrong.message).toContain('AI_AUTO_SELECT_ORDER is gorq!')
    const { tried } = await from({ AI_AUTO_SELECT_ORDER: 'groq,bb' }, everyone)
    expect(tried[0]).toMatchObject({
      id: 'groq',
      chosen: false,
      why: expect.stringContaining('npm install @aiu/groq'),
    })
  })

  test('one with a key but no model is passed by, with a warning', async () => {
    const { manifest, warnings } = await from({ AA_API_KEY: 'k' }, [
      fakeManifest('aa', { defaults: {} }),
      running('bb'),
    ])
    expect(manifest.id).toBe('bb')
    expect(warnings).toEqual([
      { code: 'provider-skipped', message: expect.stringContaining('aa is set up, but not used') },
    ])
  })

  test('a server that was set up and does not answer is passed by, with a warning', async () => {
    const { manifest, warnings } = await from({ BB_BASE_URL: closed, AA_API_KEY: 'k' }, [
      down('bb'),
      hosted('aa'),
    ])
    expect(manifest.id).toBe('aa')
    expect(warnings[0]?.message).toContain(`bb is set up, but not used: nothing usable answers at ${closed}`)
  })

  test('one that cannot be made is passed by', async () => {
    const broken = fakeManifest('cc', {
      kind: 'process',
      found: { reason: 'there' },
      create: () => Promise.reject(new Error('no memory')),
    })
    const error = await thrown(from({}, [broken]))
    expect(error.message).toContain('cc is out: cc could not be set up: no memory')
  })

  test('AI_PROVIDER=auto is the same as nothing', async () => {
    expect((await from({ AI_PROVIDER: ' AUTO' }, everyone)).manifest.id).toBe('bb')
  })
})

describe('no key goes astray', () => {
  test('one vendor’s generic key does not reach another vendor', async () => {
    const { provider, origins } = await from({ AI_API_KEY: 'for-openai', AA_API_KEY: 'own' }, [hosted('aa')])
    expect(JSON.parse((await ask(provider, 'x')).text)).toEqual({ apiKey: 'own' })
    expect(origins.apiKey.name).toBe('AA_API_KEY')
  })

  test('a lone generic key is OpenAI’s; given in code, whatever else is set', async () => {
    expect((await from({ AI_API_KEY: 'k' }, [hosted('aa')], real)).manifest.id).toBe('openai')
    const inCode = await from({ GROQ_API_KEY: 'g' }, [], { ...real, settings: { apiKey: 'k' } })
    expect(inCode.manifest.id).toBe('openai')
  })

  test('an address set for this library is used, without the keys of vendors', async () => {
    const before = server.asked.length
    const { provider, manifest, reason } = await from(
      { AI_BASE_URL: `${server.origin}/v1`, OPENAI_API_KEY: 'sk-secret', GROQ_API_KEY: 'gsk-secret' },
      [],
      real,
    )
    expect([manifest.id, reason]).toEqual(['openai-compatible', 'AI_BASE_URL (environment) is set'])
    expect((await ask(provider, 'who?')).text).toBe('I am tiny-1.')
    const asked = server.asked.slice(before)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter(({ headers }) => headers.authorization)).toEqual([])
  })

  test('an address that does not answer is an error, not a reason to ask somebody else', async () => {
    const error = await thrown(from({ AI_BASE_URL: closed, GROQ_API_KEY: 'g' }, [], real))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain(closed)
  })

  test('a key with a line break stops the search when its turn comes', async () => {
    const env = { BB_API_KEY: 'a\nb' }
    expect((await thrown(from(env, [hosted('aa'), hosted('bb'), running('cc')]))).message).toContain(
      'BB_API_KEY',
    )
    expect((await from({ ...env, AA_API_KEY: 'k' }, [hosted('aa'), hosted('bb')])).manifest.id).toBe('aa')
  })
})

describe('patience', () => {
  test('all servers are asked at once, and a silent one costs no more than the time-out', async () => {
    const silent = await loopback({ silent: true })
    try {
      const hung = (id: string): ProviderManifest =>
        fakeManifest(id, { kind: 'server', detect: () => new Promise(() => {}) })
      const hungPort = (id: string): ProviderManifest =>
        fakeManifest(id, {
          kind: 'server',
          detect: async ({ signal }) => {
            await fetch(silent.origin, { signal: signal ?? null })
            return { reason: 'never' }
          },
        })
      const begin = loopNow()
      const { manifest } = await from(
        {},
        [hung('aa'), hungPort('bb'), hung('cc'), hungPort('dd'), running('ee')],
        {
          probeMs: 300,
        },
      )
      expect(manifest.id).toBe('ee')
      expect(loopNow() - begin).toBeLessThan(1_100)
    } finally {
      await silent.close()
    }
  })

  test('a real server that hangs is given up with its connection', async () => {
    const silent = await loopback({ silent: true })
    try {
      const { manifest } = await from(
        { AI_AUTO_SELECT_ORDER: 'ollama,ee', OLLAMA_BASE_URL: silent.origin },
        [running('ee')],
        { ...real, probeMs: 100 },
      )
      expect(manifest.id).toBe('ee')
      expect(silent.asked.length).toBeGreaterThan(0)
    } finally {
      await silent.close()
    }
  })

  test('a signal ends the search', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    const hung = fakeManifest('aa', {
      kind: 'server',
      detect: () => {
        controller.abort(reason)
        return new Promise(() => {})
      },
    })
    const error = await thrown(from({}, [hung], { signal: controller.signal, probeMs: 60_000 }))
    expect([error.code, error.name, error.cause]).toEqual(['aborted', 'AbortError', reason])
    expect((await thrown(from({}, [], { signal: AbortSignal.abort() }))).code).toBe('aborted')
  })

  test('nothing is asked where a key decides', async () => {
    const before = server.asked.length
    await from({ GROQ_API_KEY: 'g' }, [], real)
    expect(server.asked.length).toBe(before)
  })
})

describe('when nothing can be had', () => {
  const nobody = [hosted('aa'), down('bb'), inProcess('cc', false)]

  test('an error names the ways out', async () => {
    const error = await thrown(from({}, nobody))
    expect(error.code).toBe('configuration')
    expect(error.message).toBe(
      'No provider can be used: no API key is set; no local server answers (bb); cc is out: it cannot be used here.',
    )
    expect(error.hint).toContain('OPENAI_API_KEY')
    expect(error.hint).toContain('Ollama')
    expect(error.hint).toContain('npm install @aiu/local node-llama-cpp')
  })

  test('without any package, the first is to install one', async () => {
    expect((await thrown(from({}, []))).hint).toContain('npm install @aiu/openai-compatible')
  })

  test('a last resort answers instead, and only then; it can be named, too', async () => {
    const lastResort = fakeManifest('demo', { kind: 'process' })
    const last = await from({}, nobody, { lastResort })
    expect([last.manifest.id, last.reason]).toEqual([
      'demo',
      expect.stringContaining('No provider can be used'),
    ])
    expect((await from({}, [running('bb')], { lastResort })).manifest.id).toBe('bb')
    expect((await from({ AI_PROVIDER: 'demo' }, [running('bb')], { lastResort })).manifest.id).toBe('demo')
  })

  test('what was set up and cannot be used is named', async () => {
    const error = await thrown(from({ BB_BASE_URL: closed }, [down('bb')]))
    expect(error.message).toContain(`bb is out: nothing usable answers at ${closed}`)
  })
})
