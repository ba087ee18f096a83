/**
 * A value as one text, the same for the same meaning: keys of objects in order of their names, what is `undefined` left out. Below
 * `properties` of a JSON Schema the order stays, since models answer in it. Bytes stand as what `digest` makes of them.
 */
export function canonical(value: unknown, digest: (bytes: Uint8Array) => string, ordered = false): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, digest)).join()}]`
  if (value instanceof Uint8Array) return `bytes:${digest(value)}`
  if (value instanceof URL) return `url:${JSON.stringify(value.href)}`
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return canonical(toJSON.call(value), digest)
  const names = Object.keys(value)
  if (!ordered) names.sort()
  let text = '{'
  for (const name of names) {
    const one = (value as Readonly<Record<string, unknown>>)[name]
    if (one === undefined || typeof one === 'function') continue
    text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:${canonical(one, digest, name === 'properties')}`
  }
  return `${text}}`
}
