/** All that a program may print of a value: texts of it and of whatever hangs on it, causes and hidden properties too. */
export function outputsOf(value: unknown): string {
  const seen = new Set<unknown>()
  const parts: string[] = []
  const look = (at: unknown, depth: number): void => {
    if (typeof at === 'string') parts.push(at)
    if (at === null || (typeof at !== 'object' && typeof at !== 'function') || depth < 0 || seen.has(at))
      return
    seen.add(at)
    if (at instanceof Error) parts.push(String(at), at.stack ?? '')
    for (const key of Reflect.ownKeys(at)) {
      parts.push(String(key))
      try {
        look(Reflect.get(at, key), depth - 1)
      } catch {}
    }
  }
  look(value, 8)
  try {
    parts.push(JSON.stringify(value) ?? '')
  } catch {}
  return parts.join('\n')
}
