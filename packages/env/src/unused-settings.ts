import type { Warning } from '@aiu/core'
import { type ResolvedSettings, SETTINGS, type SettingName } from '@aiu/core/settings'

const USED: readonly SettingName[] = [
  'provider',
  'autoSelectOrder',
  'apiKey',
  'baseURL',
  'model',
  'temperature',
  'maxTokens',
  'extraHeaders',
  'useAi',
  'usageScope',
  'usageClientId',
  'cacheEnabled',
  'cacheBackend',
  'cacheTtlS',
  'cacheMaxTemperature',
  'cacheNamespace',
  'cacheSqlitePath',
  'cacheSqliteTable',
  'cacheSqliteWal',
  'cacheSqliteBusyTimeoutMs',
  'cacheSqliteMaxEntries',
  'cacheRedisHost',
  'cacheRedisPort',
  'cacheRedisDb',
  'cacheRedisUsername',
  'cacheRedisPassword',
  'cacheRedisTls',
]

/** A setting that somebody set and nothing here obeys must not go by in silence. */
export const unusedSettings = ({ origins }: ResolvedSettings): readonly Warning[] => {
  const names = (Object.keys(SETTINGS) as SettingName[])
    .filter((name) => !USED.includes(name) && origins[name].level !== 'default')
    .map((name) => origins[name].name ?? name)
  return names.length
    ? [
        {
          code: 'setting-unused',
          message: `Set, but without effect in this version of @aiu/env: ${names.join(', ')}. Put the layer around the client yourself.`,
        },
      ]
    : []
}
