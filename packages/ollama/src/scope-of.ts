import type { OllamaOptions } from './options.ts'

/** What the options put into every request. */
export function scopeOf({ options = {}, keepAlive }: OllamaOptions): string | undefined {
  const told = Object.entries({ ...options, keep_alive: keepAlive })
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return told.join(' ') || undefined
}
