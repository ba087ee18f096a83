import { redact } from '@aiu/core'

/** Attributes as OpenTelemetry takes them. */
export type Told = Record<string, string | number | boolean | readonly string[]>

const MOST_CHARACTERS = 256
const MOST_ITEMS = 16

const clean = (text: unknown): string => redact(`${text}`.slice(0, MOST_CHARACTERS))

/** What is known of it, without what looks like a key: a server, or a user by mistake, may put one anywhere. */
export function told(given: Readonly<Record<string, unknown>>): Told {
  const kept: Told = {}
  for (const name in given) {
    const value = given[name]
    if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value
    else if (Array.isArray(value)) kept[name] = value.slice(0, MOST_ITEMS).map(clean)
    else if (value) kept[name] = clean(value)
  }
  return kept
}
