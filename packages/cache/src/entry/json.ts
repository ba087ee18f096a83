// What JSON lacks and an answer may have: bytes and URLs, as objects with one odd key.
const BYTES = '~bytes'
const URL_KEY = '~url'
const PIECE = 32_768

/** The value as JSON can carry it. What has neither bytes nor URLs stays the same object. */
export function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    let text = ''
    for (let at = 0; at < value.length; at += PIECE)
      text += String.fromCharCode(...value.subarray(at, at + PIECE))
    return { [BYTES]: btoa(text) }
  }
  if (value instanceof URL) return { [URL_KEY]: value.href }
  return changed(value, toJson)
}

/** What `toJson` made, as it was. */
export function fromJson(value: unknown): unknown {
  const { [BYTES]: bytes, [URL_KEY]: url } = Object(value) as { [BYTES]?: unknown; [URL_KEY]?: unknown }
  if (typeof bytes === 'string') return Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))
  if (typeof url === 'string') return new URL(url)
  return changed(value, fromJson)
}

/** The same object where nothing within it changes. */
function changed(value: unknown, change: (value: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const all = value.map(change)
    return all.some((one, at) => one !== value[at]) ? all : value
  }
  let copy: Record<string, unknown> | undefined
  for (const [name, one] of Object.entries(value)) {
    const other = change(one)
    if (other === one) continue
    copy ??= { ...value }
    copy[name] = other
  }
  return copy ?? value
}
