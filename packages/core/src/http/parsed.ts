/** The text as JSON, `undefined` when it is none. What comes out is not trusted: each reader looks only at what it needs. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON.
  }
}
