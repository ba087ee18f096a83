/** Its length stands before it, so that nothing in it need be escaped, and no text is the beginning of another. */
const framed = (text: string): string => `${text.length}"${text}`

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
 * A value as one text that no other value has, the same for the same meaning: keys of objects in order of their names, what is
 * `undefined` left out. Below `properties` of a JSON Schema the order stays, since models answer in it. Bytes stand as what `digest`
 * makes of them.
 */
export function canonical(value: unknown, digest: (bytes: Uint8Array) => string, ordered = false): string {
  if (typeof value === 'string') return framed(value)
  if (typeof value === 'number' || typeof value === 'boolean') return `${value};`
  if (typeof value !== 'object' || value === null) return 'null;'
  if (Array.isArray(value)) {
    let text = '['
    for (const one of value) text += canonical(one, digest)
    return `${text}]`
  }
  if (value instanceof Uint8Array) return `bytes${framed(digest(value))}`
  if (value instanceof URL) return `url${framed(value.href)}`
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return canonical(toJSON.call(value), digest)
  const names = Object.keys(value)
  let text = '{'
  for (const name of ordered ? names : sorted(names)) {
    const one = (value as Readonly<Record<string, unknown>>)[name]
    if (one !== undefined && typeof one !== 'function')
      text += framed(name) + canonical(one, digest, name === 'properties')
  }
  return `${text}}`
}
