import type { ProviderManifest } from '@aiu/core'
import { SETTINGS, type Setting, type SettingName } from '@aiu/core/settings'
import { providerFromEnv } from '@aiu/env'
import { fakeProvider } from '@aiu/testing'

const SAMPLES: Partial<Record<Setting['kind'], string>> = {
  secret: 'a-secret',
  url: 'http://127.0.0.1:8080',
  headers: '{"x-title":"docs"}',
  ids: 'docs',
  id: 'docs',
}

const sampleOf = ({ kind, default: usual, options, min }: Setting): string =>
  SAMPLES[kind] ?? String(usual ?? options?.[0] ?? min ?? 'docs')

const manifest: ProviderManifest = {
  id: 'docs',
  title: 'Docs',
  package: 'docs',
  kind: 'process',
  env: {},
  defaults: {},
  help: '',
  create: () => fakeProvider('Hello'),
}

/** The settings that `@aiu/env` obeys: those it gives no warning for when all of them are set. */
export async function inEffect(): Promise<ReadonlySet<SettingName>> {
  const all = Object.entries<Setting>(SETTINGS) as [SettingName, Setting][]
  const env = Object.fromEntries(all.map(([, setting]) => [setting.env[0], sampleOf(setting)]))
  const { warnings } = await providerFromEnv({ env, envFile: false, providers: [manifest], packages: [] })
  const told = warnings.find(({ code }) => code === 'setting-unused')?.message ?? ''
  const unused = new Set(told.match(/\bAI_\w+/g))
  return new Set(
    all
      .filter(
        ([
          ,
          {
            env: [name = ''],
          },
        ]) => !unused.has(name),
      )
      .map(([name]) => name),
  )
}
