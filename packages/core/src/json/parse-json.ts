/** What was found. */
export interface ParsedJson {
  readonly value: unknown
}

const read = (text: string): ParsedJson | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/**
 * The object or array that begins at `start`, read up to its closing bracket; commas before a closing bracket are left out, save
 * within strings.
 */
function balanced(text: string, start: number): ParsedJson | undefined {
  let piece = ''
  let from = start
  let depth = 0
  /** Where a comma stands that nothing but space has followed yet. */
  let comma = -1
  for (let at = start; at < text.length; at++) {
    const sign = text[at] as string
    if (sign === ',') comma = at
    else if (sign > ' ') {
      const closing = sign === '}' || sign === ']'
      if (closing && comma >= 0) {
        piece += text.slice(from, comma)
        from = comma + 1
      }
      comma = -1
      if (sign === '"') while (++at < text.length && text[at] !== '"') at += text[at] === '\\' ? 1 : 0
      else if (sign === '{' || sign === '[') depth++
      else if (closing && !--depth) return read(piece + text.slice(from, at + 1))
    }
  }
  return undefined
}

/** A text that is JSON, or begins with an object or array. */
const block = (text: string): ParsedJson | undefined => {
  const clean = text.trim()
  return read(clean) ?? (/^[[{]/.test(clean) ? balanced(clean, 0) : undefined)
}

// Fences and brackets in prose are tried and passed over; more of them than this is no answer.
const TRIES = 64

function among(text: string): ParsedJson | undefined {
  const whole = read(text.trim())
  if (whole) return whole
  // Within JSON no line begins with a fence: its strings have no line breaks (but may have U+2028, which `m` takes for one).
  for (const fenced of text.split(/(?:^|[\r\n])[ \t]*```/).slice(1, TRIES)) {
    const inside = fenced.replace(/^[ \t]*[a-z]\w*\s/i, '')
    const found = block(inside) ?? block(inside.split('```', 1)[0] as string)
    if (found) return found
  }
  const open = /[[{]/g
  for (let tries = 0; tries < TRIES && open.exec(text); tries++) {
    const found = balanced(text, open.lastIndex - 1)
    if (found) return found
  }
  return undefined
}

/**
 * The JSON in a model's text: the whole text; else a fenced block; else the first object or array among prose that is JSON. Thoughts up
 * to `</think>` are passed over, trailing commas are mended. A bare scalar counts only when it is the whole text or block. `undefined`
 * when there is none.
 */
export function parseJson(text: string): ParsedJson | undefined {
  const whole = read(text)
  if (whole) return whole
  const thought = text.lastIndexOf('</think>')
  // Thoughts that never end have no answer after them.
  if (thought < 0) return /^\s*<think>/.test(text) ? undefined : among(text)
  return among(text.slice(thought + 8)) ?? among(text)
}
