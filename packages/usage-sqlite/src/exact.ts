/** A text as SQLite keeps it to the letter: it ends texts at a NUL, and knows no half of a surrogate pair. JSON writes both out. */
export const exact = (text: string): string => JSON.stringify(text).slice(1, -1)

/** What `exact` made, as it was. */
export const inexact = (text: string): string =>
  text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
