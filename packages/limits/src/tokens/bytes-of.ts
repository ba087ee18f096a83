/** How many bytes a text has in UTF-8, or more: half of a pair counts as a character of its own. Without a copy of it. */
export function bytesOf(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 127) bytes += code > 2047 ? 2 : 1
  }
  return bytes
}
