/** Exact for any key, without a sign that ends a hash tag or an id. Never empty. */
export const encoded = (key: string): string =>
  Array.from(key, (sign) =>
    sign.isWellFormed() ? encodeURIComponent(sign) : `%u${sign.charCodeAt(0).toString(16)}`,
  ).join('') || '%'

/** One hash tag for all that belongs to a key, so that a cluster has it in one place. */
export const keysOf = (prefix: string, name: string): string[] => [
  `${prefix}:{${name}}`,
  `${prefix}:{${name}}:open`,
]
