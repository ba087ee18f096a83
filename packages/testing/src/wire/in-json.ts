/** Changes each JSON value that stands in a text: a body, an event, a line. What is no JSON stays. */
export function inJson(text: string, change: (value: unknown) => unknown): string {
  return text
    .split('\n')
    .map((line) => {
      const start = line.indexOf('{')
      if (start < 0) return line
      try {
        return line.slice(0, start) + JSON.stringify(change(JSON.parse(line.slice(start))))
      } catch {
        return line
      }
    })
    .join('\n')
}

/** The same value with keys in every object of it that would pollute a prototype if they were assigned. */
export function poisoned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(poisoned)
  if (typeof value !== 'object' || value === null) return value
  const poison = { polluted: true }
  const entries = Object.entries(value).map(([key, inner]) => [key, poisoned(inner)] as const)
  const all = [['__proto__', poison], ['constructor', { prototype: poison }], ...entries] as const
  const result = {}
  for (const [key, inner] of all)
    Object.defineProperty(result, key, { value: inner, enumerable: true, configurable: true, writable: true })
  return result
}

/** The same object, longer by so many characters that nobody reads. */
export const padded =
  (characters: number) =>
  (value: unknown): unknown => ({ ...(value as object), padding: '.'.repeat(characters) })
