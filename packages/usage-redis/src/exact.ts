/** A text as a server keeps it to the letter: UTF-8 knows no half of a surrogate pair. JSON writes it out. */
export const exact = (text: string): string => JSON.stringify(text).slice(1, -1)
