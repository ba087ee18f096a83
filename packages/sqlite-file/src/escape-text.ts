/**
 * A text that SQLite stores exactly. SQLite ends a text at a NUL and cannot store half of a surrogate pair; JSON escapes both.
 *
 * @example database.prepare('INSERT INTO names VALUES (?)').run(escapeText(name))
 */
export const escapeText = (text: string): string => JSON.stringify(text).slice(1, -1)

/**
 * The text that `escapeText` was given.
 *
 * @example const name = unescapeText(row.name)
 */
export const unescapeText = (escaped: string): string =>
  escaped.includes('\\') ? (JSON.parse(`"${escaped}"`) as string) : escaped
