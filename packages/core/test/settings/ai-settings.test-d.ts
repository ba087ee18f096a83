import { type AiSettings, type AiSettingsInput, resolveSettings, settingsFromEnv } from '@aiu/core/settings'
import type * as v from 'valibot'
import { expectTypeOf, test } from 'vitest'

test('settings are typed by the table', () => {
  const settings = settingsFromEnv({})
  expectTypeOf(settings.provider).toEqualTypeOf<string>()
  expectTypeOf(settings.temperature).toEqualTypeOf<number | undefined>()
  expectTypeOf(settings.cacheTtlS).toEqualTypeOf<number | null>()
  expectTypeOf(settings.cacheBackend).toEqualTypeOf<'null' | 'memory' | 'sqlite' | 'redis'>()
  expectTypeOf(settings.autoSelectOrder).toEqualTypeOf<readonly string[] | undefined>()
  expectTypeOf(settings.extraHeaders).toEqualTypeOf<Readonly<Record<string, string>> | undefined>()
  expectTypeOf<v.InferOutput<typeof AiSettings>>().toEqualTypeOf<AiSettings>()
  expectTypeOf<v.InferInput<typeof AiSettings>>().toEqualTypeOf<AiSettingsInput>()
})

test('what is not a setting does not compile', () => {
  // @ts-expect-error misspelled
  resolveSettings({ explicit: { temprature: 1 } })
  // @ts-expect-error a text where a number belongs
  resolveSettings({ explicit: { temperature: '1' } })
  // @ts-expect-error not one of the words
  resolveSettings({ explicit: { cacheBackend: 'disk' } })
})
