import * as v from 'valibot'
import type { Warning } from '../words/response-base.ts'
import { schemaOf } from './ai-settings.ts'
import { KINDS } from './kinds.ts'
import type { Found, Origin } from './levels.ts'
import type { Setting } from './setting.ts'
import { type Wrong, wrongValue } from './wrong-value.ts'

export interface ReadValue {
  readonly value?: unknown
  readonly origin: Origin
  readonly wrong?: Wrong | undefined
  readonly warning?: Warning | undefined
}

const DEFAULT: Origin = { level: 'default' }

/** One setting's value out of what code gave, what a variable says, and its default. `key` is its name in code. */
export const readValue = (
  key: string,
  setting: Setting,
  explicit: unknown,
  found: Found | undefined,
): ReadValue => {
  const given = explicit !== undefined && !(typeof explicit === 'string' && !explicit.trim())
  if (!given && !found) return { value: setting.default, origin: DEFAULT }
  const origin: Origin =
    given || !found ? { level: 'explicit', name: key } : { level: found.level, name: found.name }
  const raw = given ? explicit : found?.text
  const result = v.safeParse(schemaOf(setting), given ? explicit : fromText(found?.text ?? '', setting))
  const name = origin.name ?? key
  if (result.success) return { value: result.output, origin }
  const wrong = wrongValue(name, raw, setting, origin)
  if (!setting.fallback) return { origin, wrong }
  return {
    value: setting.fallback,
    origin,
    warning: { code: 'setting-replaced', message: `${wrong.message} It is taken as ${setting.fallback}.` },
  }
}

const fromText = (text: string, setting: Setting): unknown =>
  setting.never && /^(?:never|null|none)$/i.test(text.trim()) ? null : KINDS[setting.kind].fromText(text)
