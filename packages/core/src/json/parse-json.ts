/** What was found, and whether it had to be mended (a comma too many). */
export interface ParsedJson {
  readonly value: unknown
  readonly mended: boolean
}

const read = (text: string, mended: boolean): ParsedJson | undefined => {
  try {
    return { value: JSON.parse(text), mended }
  } catch {
    return undefined
  }
}

/** Commas before a closing bracket taken out, save within strings. */
const withoutTrailingCommas = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? '' : found))

const tolerant = (text: string): ParsedJson | undefined =>
  read(text, false) ?? read(withoutTrailingCommas(text), true)

/** Where each object or array that begins at the outermost level ends; scanned once. */
function* outermost(text: string): Generator<string> {
  let depth = 0
  let start = -1
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (quoted) {
      if (sign === '\\') at++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = depth > 0
    else if (sign === '{' || sign === '[') {
      if (!depth++) start = at
    } else if ((sign === '}' || sign === ']') && depth && !--depth) yield text.slice(start, at + 1)
  }
}

/**
 * The JSON in a model's text: the whole text; else a fenced block; else the first object or array among prose that is JSON. A
 * `<think>` block is passed over, trailing commas are mended. A bare scalar counts only when it is the whole text. `undefined` when
 * there is none. Linear in the text's length.
 */
export function parseJson(text: string): ParsedJson | undefined {
  const whole = tolerant(text)
  if (whole) return whole
  const clean = text.replace(/<think>[\s\S]*?(?:<\/think>|$)/g, '').trim()
  const rest = tolerant(clean)
  if (rest) return rest
  for (const [, block = ''] of clean.matchAll(/```\w*\s*\n?([\s\S]*?)```/g)) {
    const found = tolerant(block.trim())
    if (found && typeof found.value === 'object') return found
  }
  for (const piece of outermost(clean)) {
    const found = tolerant(piece)
    if (found) return found
  }
  // An unbalanced quote or bracket in the prose hides what follows it: try from each bracket that could begin one.
  let tries = 0
  for (let at = clean.search(/[[{]/); at >= 0 && tries < 16; tries++) {
    const [piece] = outermost(clean.slice(at))
    const found = piece === undefined ? undefined : tolerant(piece)
    if (found) return found
    const next = clean.slice(at + 1).search(/[[{]/)
    at = next < 0 ? -1 : at + 1 + next
  }
  return undefined
}
