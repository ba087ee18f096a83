/** What was found. */
export interface ParsedJson {
  readonly value: unknown
}

/** Commas before a closing bracket taken out, save within strings. */
const withoutTrailingCommas = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? '' : found))

const tolerant = (text: string): ParsedJson | undefined => {
  for (const form of [text, withoutTrailingCommas(text)])
    try {
      return { value: JSON.parse(form) }
    } catch {}
  return undefined
}

/** The object or array that begins at `start`, up to its closing bracket. */
function balanced(text: string, start: number): string | undefined {
  let depth = 0
  for (let at = start, quoted = false; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') quoted = !quoted
    else if (quoted) at += sign === '\\' ? 1 : 0
    else if (sign === '{' || sign === '[') depth++
    else if ((sign === '}' || sign === ']') && !--depth) return text.slice(start, at + 1)
  }
  return undefined
}

// Brackets in prose are tried and passed over; more of them than this is no answer.
const TRIES = 64

/**
 * The JSON in a model's text: the whole text; else a fenced block; else the first object or array among prose that is JSON. A
 * `<think>` block is passed over, trailing commas are mended. A bare scalar counts only when it is the whole text or block. `undefined`
 * when there is none.
 */
export function parseJson(text: string): ParsedJson | undefined {
  const clean = text.replace(/<think>[\s\S]*?(<\/think>|$)/g, '').trim()
  const whole = tolerant(text) ?? tolerant(clean)
  if (whole) return whole
  for (const [, block = ''] of clean.matchAll(/```\w*\n?([\s\S]*?)```/g)) {
    const found = tolerant(block)
    if (found) return found
  }
  const open = /[[{]/g
  for (let tries = 0; tries < TRIES && open.exec(clean); tries++) {
    const start = open.lastIndex - 1
    const piece = balanced(clean, start)
    const found = piece && tolerant(piece)
    if (found) return found
  }
  return undefined
}
