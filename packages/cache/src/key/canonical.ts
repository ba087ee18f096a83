/** More names than these are sorted by `sort`, which takes longer for a few. */
const FEW = 16

function sorted(names: string[]): string[] {
  if (names.length > FEW) return names.sort()
  for (let end = 1; end < names.length; end++) {
    const name = names[end] as string
    let at = end
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string
    names[at] = name
  }
  return names
}

/**
 * A value in a form whose JSON no other value has, the same for the same meaning: objects as lists of names and values in order of
 * their names, what is `undefined` left out, and the fields `without`. Below `properties` of a JSON Schema the order stays, since models answer in it. Bytes
 * stand as what `digest` makes of them.
 */
export function canonical(
  value: unknown,
  digest: (bytes: Uint8Array) => string,
  ordered = false,
  without: readonly string[] = [],
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const list: unknown[] = ['[']
    for (const one of value) list.push(canonical(one, digest))
    return list
  }
  if (value instanceof Uint8Array) return ['bytes', digest(value)]
  if (value instanceof URL) return ['url', value.href]
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return canonical(toJSON.call(value), digest)
  const fields: unknown[] = ['{']
  const names = Object.keys(value)
  for (const name of ordered ? names : sorted(names)) {
    const one = (value as Readonly<Record<string, unknown>>)[name]
    if (one !== undefined && typeof one !== 'function' && !without.includes(name))
      fields.push(name, canonical(one, digest, name === 'properties'))
  }
  return fields
}
