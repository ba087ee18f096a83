/** A text as it is, anything else as JSON; empty where there is nothing to write. */
export const toText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
